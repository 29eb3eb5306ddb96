import { pause } from './back-off.js';
import { type DeviceTokens, tokensOf } from './device-session.js';
import type { Mesh } from './mesh.js';
import { answerOf, MeshError } from './mesh-error.js';
import type { AskedDevice, JoinMeshBody } from './types.js';
import { claimTokens } from './wait-for-pairing.js';

interface Joining {
  readonly signal?: AbortSignal | undefined;
  /** The setup key asks: the owner is to approve the device now. */
  readonly onAsked?: ((asked: AskedDevice) => void) | undefined;
  /** The mesh has no time for this address before so many seconds. */
  readonly onBusy?: ((seconds: number) => void) | undefined;
}

/**
 * A device joins by its own key, with which the mesh is called (`meshAt({ url, key })`), and a setup key where it is no node
 * yet. Waits while there are too many, and for the owner where the setup key asks. A repeated call is the same device.
 */
export async function joinMesh(
  mesh: Mesh,
  body: JoinMeshBody,
  { signal, onAsked, onBusy }: Joining = {},
): Promise<DeviceTokens> {
  for (;;) {
    try {
      const answer = await answerOf(mesh.POST('/setup-keys/join', { body, ...(signal && { signal }) }));
      if (!('claimSecret' in answer)) return tokensOf(answer, Date.now());
      onAsked?.(answer);
      return await claimTokens(mesh, answer, { signal });
    } catch (error) {
      if (!(error instanceof MeshError) || error.status !== 429) throw error;
      const { retryAfterSeconds = 5 } = error;
      onBusy?.(retryAfterSeconds);
      await pause(retryAfterSeconds * 1000, signal);
      signal?.throwIfAborted();
    }
  }
}
