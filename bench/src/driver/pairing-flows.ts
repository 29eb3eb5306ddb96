import type { Flows, Steps } from './drive.js';
import { type BenchAnswer, HttpConnection } from './http-connection.js';

type Json = Readonly<Record<string, unknown>>;

/**
 * Whole pairings over HTTP: start → connect → verify (it waits for the registration) → claim. The owners take turns;
 * each device has an address of its own, as a reverse proxy would tell it (`TRUST_PROXY`).
 */
export class PairingFlows implements Flows {
  private readonly connections: readonly HttpConnection[];
  private begun = 0;

  constructor(
    /** The gateways take turns. */
    gatewayUrls: readonly string[],
    private readonly ownerKeys: readonly string[],
    /** Flows that were begun on the same mesh before: their devices keep their addresses. */
    private readonly devicesBefore: number,
    atATime: number,
  ) {
    this.connections = Array.from(
      { length: atATime },
      (_, index) => new HttpConnection(new URL(gatewayUrls[index % gatewayUrls.length] ?? '')),
    );
  }

  get devices(): number {
    return this.devicesBefore + this.begun;
  }

  async flow(worker: number, { step }: Steps): Promise<void> {
    const connection = this.connections[worker]!;
    const owner = this.ownerKeys[this.begun % this.ownerKeys.length]!;
    this.begun += 1;
    const device = this.devices;
    const post = async (
      path: string,
      bearer: string | undefined,
      body: Json,
      status: number,
    ): Promise<Json> => {
      const headers = {
        'content-type': 'application/json',
        'x-forwarded-for': addressOf(device),
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      };
      const answer = await connection.request({ method: 'POST', path, headers, body: JSON.stringify(body) });
      return expectStatus(answer, status, path);
    };
    const { pairingId, token } = await step('start', () => post('/pairing/start', owner, {}, 201));
    const { pin, claimSecret } = await step('connect', () =>
      post('/pairing/connect', undefined, { token, device: { name: `Bench ${device}` } }, 200),
    );
    await step('verify', async () => {
      const { state } = await post('/pairing/verify', owner, { pairingId, pin }, 200);
      if (state !== 'DeviceRegistered') throw new Error(`verify ended in ${String(state)}`);
    });
    await step('claim', () => post(`/pairing/${String(pairingId)}/claim`, String(claimSecret), {}, 200));
  }

  close(): void {
    for (const connection of this.connections) connection.close();
  }
}

export function expectStatus(answer: BenchAnswer, status: number, path: string): Json {
  if (answer.status !== status)
    throw new Error(`${path} answered ${answer.status}: ${answer.body.slice(0, 300)}`);
  return JSON.parse(answer.body) as Json;
}

/** The n-th address of 10.0.0.0/8, which has sixteen million. */
const addressOf = (n: number): string => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
