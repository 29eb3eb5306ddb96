import { HttpClient } from '@meshpair/testing';

type Json = Readonly<Record<string, unknown>>;

/** Drives whole pairings over HTTP: start → connect → verify → registered → claim. Each device keeps its own address. */
export class PairingFlows {
  private readonly client: HttpClient;
  private devices = 0;

  constructor(
    baseUrl: string,
    private readonly ownerKey: string,
    concurrency: number,
  ) {
    this.client = new HttpClient(baseUrl, undefined, concurrency);
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

  private async post(
    path: string,
    bearer: string | undefined,
    json: Json | undefined,
    status: number,
  ): Promise<Json> {
    const answer = await this.client.call({ method: 'POST', path, bearer, json });
    if (answer.status !== status) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
    return answer.body;
  }

  close(): void {
    this.client.close();
  }
}
