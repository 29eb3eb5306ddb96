import { Agent, request } from 'node:http';

type Json = Readonly<Record<string, unknown>>;

/** Drives whole pairings over HTTP: start → connect → verify → registered → claim. Each device keeps its own address. */
export class PairingFlows {
  private readonly agent: Agent;
  private readonly url: URL;
  private devices = 0;

  constructor(
    baseUrl: string,
    private readonly ownerKey: string,
    concurrency: number,
  ) {
    this.url = new URL(baseUrl);
    this.agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  }

  async flow(): Promise<void> {
    this.devices += 1;
    const name = `Bench ${this.devices}`;
    const started = await this.post('/pairing/start', this.ownerKey, {}, 201);
    const connected = await this.post(
      '/pairing/connect',
      undefined,
      { token: started.token, device: { name } },
      200,
    );
    const { pairingId } = started;
    const verified = await this.post(
      '/pairing/verify',
      this.ownerKey,
      { pairingId, pin: connected.pin },
      200,
    );
    if (verified.state !== 'DeviceRegistered') throw new Error(`verify ended in ${String(verified.state)}`);
    await this.post(`/pairing/${String(pairingId)}/claim`, String(connected.claimSecret), undefined, 200);
  }

  private post(
    path: string,
    bearer: string | undefined,
    json: Json | undefined,
    status: number,
  ): Promise<Json> {
    const body = json === undefined ? undefined : JSON.stringify(json);
    const headers = {
      ...(body === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
    };
    return new Promise((resolve, reject) => {
      const { hostname: host, port } = this.url;
      const sent = request({ host, port, path, method: 'POST', agent: this.agent, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => {
          if (response.statusCode === status) resolve(JSON.parse(text) as Json);
          else reject(new Error(`${path} answered ${response.statusCode}: ${text}`));
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
