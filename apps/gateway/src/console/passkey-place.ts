import { isIP } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PasskeyOptions } from '@meshpair/contracts';
import type { Settings } from '@meshpair/settings';
import { OwnOrigin } from '../auth/own-origin.js';
import { problem } from '../http/problem-exception.js';
import { SETTINGS } from '../settings.token.js';
import { challengeCookie } from './console-cookie.js';

/** Where a passkey is made and used: the page's origin, and its host name, which the passkey belongs to. */
export interface PasskeyPlaceOf {
  readonly origin: string;
  readonly rpId: string;
}

const WHAT_TO_DO =
  'Passkeys need a name and HTTPS: give the mesh a PUBLIC_URL like https://mesh.example, by TLS or a proxy, and open it there.';

/** At which address of the mesh passkeys work: browsers want a name (no IP address) and HTTPS, or `localhost`. */
@Injectable()
export class PasskeyPlace {
  /** Beyond this machine. */
  readonly publicOrigin: string | undefined;

  constructor(
    @Inject(SETTINGS) settings: Pick<Settings, 'PUBLIC_URL'>,
    private readonly origin: OwnOrigin,
  ) {
    this.publicOrigin = passkeyOrigin(settings.PUBLIC_URL);
  }

  /** Throws the problem `passkeys_unavailable`, with what to do, and `forbidden` for a page of another site. */
  of(request: FastifyRequest): PasskeyPlaceOf {
    this.origin.refuseForeign(request);
    const origin = request.headers.origin ?? `${request.protocol}://${request.host}`;
    const { hostname } = new URL(origin);
    if (hostname === 'localhost' || origin === this.publicOrigin) return { origin, rpId: hostname };
    const detail =
      this.publicOrigin === undefined ? WHAT_TO_DO : `Open ${this.publicOrigin}: passkeys work there.`;
    throw problem('passkeys_unavailable', { detail });
  }

  /** Hands a browser what its authenticator is asked for, with the cookie that it is known by when it answers. */
  handTo(request: FastifyRequest, reply: FastifyReply, options: PasskeyOptions): PasskeyOptions {
    const { challenge } = options;
    const secure = this.origin.isSecure(request);
    void reply.header('set-cookie', challengeCookie(request, { challenge, secure }));
    return options;
  }
}

/** The origin of a public address at which passkeys work. */
export function passkeyOrigin(publicUrl: string | undefined): string | undefined {
  if (publicUrl === undefined) return undefined;
  const { protocol, hostname, origin } = new URL(publicUrl);
  const isAddress = isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
  return protocol === 'https:' && !isAddress ? origin : undefined;
}
