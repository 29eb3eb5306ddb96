import { pause } from './back-off.js';
import { type DeviceTokens, tokensOf } from './device-session.js';
import { bearer, type Mesh } from './mesh.js';
import { answerOf, MeshError } from './mesh-error.js';
import type { ConnectedDevice, Pairing } from './types.js';

/** A pairing that has ended without a device. */
export class PairingFailed extends Error {
  override readonly name = 'PairingFailed';

  constructor(
    readonly pairingId: string,
    /** `denied`, `expired` …; null where nobody can tell. */
    readonly reason: Pairing['reason'],
  ) {
    super(`The pairing has failed: ${reason ?? 'nobody knows why'}`);
  }
}

/** What an owner (by key) or a device (by its claim secret) waits for. */
export interface AwaitedPairing {
  readonly pairingId: string;
  readonly claimSecret?: string;
  /** How often the gateway wants to be asked (RFC 8628 §3.5); 2 unless it said so. */
  readonly pollIntervalSeconds?: number;
}

export interface Waiting {
  /** Until a device has connected, or is a node of the mesh (the default). */
  readonly until?: 'DeviceConnected' | 'DeviceRegistered';
  /** Ends the waiting, which then throws the signal's reason. An outage of the gateway does not. */
  readonly signal?: AbortSignal | undefined;
}

const POLL_SECONDS = 2;

const REACHED: Readonly<Record<Pairing['state'], readonly Waiting['until'][]>> = {
  TokenCreated: [],
  DeviceConnected: ['DeviceConnected'],
  PinVerified: ['DeviceConnected'],
  DeviceRegistered: ['DeviceConnected', 'DeviceRegistered'],
  Failed: [],
};

/** The pairing as soon as it is there. Throws `PairingFailed` when it ends otherwise, `MeshError` for a refusal. */
export async function waitForPairing(
  mesh: Mesh,
  awaited: AwaitedPairing,
  { until = 'DeviceRegistered', signal }: Waiting = {},
): Promise<Pairing> {
  const { pairingId: id, claimSecret } = awaited;
  return keepAsking(awaited, signal, async () => {
    const pairing = await answerOf(
      mesh.GET('/pairing/{id}', {
        params: { path: { id } },
        ...(claimSecret !== undefined && { headers: bearer(claimSecret) }),
        ...(signal && { signal }),
      }),
    );
    if (pairing.state === 'Failed') throw new PairingFailed(id, pairing.reason);
    if (pairing.expired) throw new PairingFailed(id, 'expired');
    return REACHED[pairing.state].includes(until) ? pairing : undefined;
  });
}

/** A device's tokens, as soon as the owner has typed its PIN or approved it. Throws as `waitForPairing`. */
export async function claimTokens(
  mesh: Mesh,
  connected: Omit<ConnectedDevice, 'pin'>,
  { signal }: Pick<Waiting, 'signal'> = {},
): Promise<DeviceTokens> {
  const { pairingId: id, claimSecret } = connected;
  await waitForPairing(mesh, connected, { signal });
  const claim = { params: { path: { id } }, headers: bearer(claimSecret), ...(signal && { signal }) };
  // A claim may be repeated until the session is used: an answer that was lost loses nothing.
  return keepAsking(connected, signal, async () =>
    tokensOf(await answerOf(mesh.POST('/pairing/{id}/claim', claim)), Date.now()),
  );
}

/** Asks until there is an answer; an outage is waited out. */
async function keepAsking<Answer>(
  { pollIntervalSeconds = POLL_SECONDS }: AwaitedPairing,
  signal: AbortSignal | undefined,
  ask: () => Promise<Answer | undefined>,
): Promise<Answer> {
  for (;;) {
    let seconds = pollIntervalSeconds;
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      if (!(error instanceof MeshError) || !error.isOutage) throw error;
      seconds = Math.max(seconds, error.retryAfterSeconds ?? 0);
    }
    await pause(seconds * 1000, signal);
    signal?.throwIfAborted();
  }
}
