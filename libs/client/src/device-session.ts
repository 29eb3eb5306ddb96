import type { DeviceKey } from './device-key.js';
import { type Mesh, meshAt, type MeshOptions } from './mesh.js';
import { answerOf, MeshError } from './mesh-error.js';
import type { ClaimedTokens } from './types.js';

/** What a device keeps, as a secret: who it is, and what opens the mesh to it. */
export interface DeviceTokens extends ClaimedTokens {
  /** When the peer token ends, by the device's own clock (ISO 8601). */
  readonly peerTokenExpiresAt: string;
}

/** The tokens of an answer that came at `now` (ms). */
export const tokensOf = (claimed: ClaimedTokens, now: number): DeviceTokens => ({
  ...claimed,
  peerTokenExpiresAt: new Date(now + claimed.expiresIn * 1000).toISOString(),
});

/** A clock that was set back by more than this makes a token look younger than it is. */
const CLOCK_SLACK_MS = 60_000;

/** When a peer token is to be renewed: the last tenth of its life is left for outages. At once when it seems too young. */
export function renewalDueAt(
  { peerTokenExpiresAt, expiresIn }: Pick<DeviceTokens, 'peerTokenExpiresAt' | 'expiresIn'>,
  now: number,
): number {
  const expiresAt = Date.parse(peerTokenExpiresAt);
  return expiresAt - now > expiresIn * 1000 + CLOCK_SLACK_MS ? now : expiresAt - expiresIn * 100;
}

export interface DeviceSessionOptions extends Omit<MeshOptions, 'token'> {
  /** The key that the tokens are bound to; needed where their `tokenType` is `DPoP`. */
  readonly key?: DeviceKey | undefined;
  /** Keeps renewed tokens; they are used once it has. Those of before have ended. */
  readonly onRenewed?: ((tokens: DeviceTokens) => void | Promise<void>) | undefined;
}

/** A device in its mesh: it speaks to the gateway by its session, and to its peers by a peer token that it renews. */
export class DeviceSession {
  /** The gateway, called by the session token. A session that has ended throws `unauthorized`: pair anew. */
  readonly mesh: Mesh;
  private renewing: Promise<DeviceTokens> | undefined;

  constructor(
    private readonly options: DeviceSessionOptions,
    private current: DeviceTokens,
  ) {
    this.mesh = meshAt({ ...options, key: this.key, token: () => this.current.sessionToken });
  }

  /** That of bound tokens; others are presented without. */
  private get key(): DeviceKey | undefined {
    return this.current.tokenType === 'DPoP' ? this.options.key : undefined;
  }

  get tokens(): DeviceTokens {
    return this.current;
  }

  /** A peer token that counts; it is renewed before it ends. Throws as `renew` once it has ended. */
  async peerToken(): Promise<string> {
    if (Date.now() < renewalDueAt(this.current, Date.now())) return this.current.peerToken;
    const renewed = await this.renew().catch((error: unknown) => {
      const stillCounts = Date.now() < Date.parse(this.current.peerTokenExpiresAt);
      if (stillCounts && error instanceof MeshError && error.isOutage) return this.current;
      throw error;
    });
    return renewed.peerToken;
  }

  /** The next peer token, once for all who ask at the same time. Throws `unauthorized` when the session has ended. */
  renew(): Promise<DeviceTokens> {
    this.renewing ??= this.askForNext().finally(() => (this.renewing = undefined));
    return this.renewing;
  }

  /**
   * As `fetch`, with the peer token, and a proof of the key that it is bound to: for what peers serve. After a 401 the token is renewed, and the request sent once
   * more; its body is no stream therefore.
   */
  async fetch(input: string | URL, init: RequestInit = {}): Promise<Response> {
    const token = await this.peerToken();
    const response = await this.send(input, init, token);
    if (response.status !== 401) return response;
    await response.body?.cancel();
    // Somebody else may have renewed it meanwhile.
    const next = this.current.peerToken === token ? await this.renew() : this.current;
    return this.send(input, init, next.peerToken);
  }

  private send(input: string | URL, init: RequestInit, token: string): Promise<Response> {
    const { fetch = globalThis.fetch, Request = globalThis.Request } = this.options;
    const send = (request: Request): Promise<Response> => fetch(request, {});
    const { key } = this;
    const request = new Request(input, init);
    request.headers.set('authorization', `${key ? 'DPoP' : 'Bearer'} ${token}`);
    return key ? key.proving(send)(request) : send(request);
  }

  /** By the session token alone: a peer token whose successor was lost must never be shown again (RFC 9700 §4.14.2). */
  private async askForNext(): Promise<DeviceTokens> {
    const answer = await answerOf(this.mesh.POST('/tokens/refresh', { body: {} }));
    const next = tokensOf({ ...this.current, ...answer }, Date.now());
    await this.options.onRenewed?.(next);
    this.current = next;
    return next;
  }
}
