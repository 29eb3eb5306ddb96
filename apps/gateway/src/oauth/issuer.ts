import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DEFAULT_PERMISSIONS, DPOP_ALGORITHMS } from '@meshpair/contracts';
import type { Settings } from '@meshpair/settings';
import { SETTINGS } from '../settings.token.js';

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
export const REFRESH_GRANT = 'refresh_token';

/** Who issues the tokens, as OAuth's clients know the mesh: `PUBLIC_URL`, else the address that was called. */
@Injectable()
export class Issuer {
  constructor(@Inject(SETTINGS) private readonly settings: Pick<Settings, 'PUBLIC_URL'>) {}

  of({ protocol, host }: Pick<FastifyRequest, 'protocol' | 'host'>): string {
    return this.settings.PUBLIC_URL?.replace(/\/+$/, '') ?? `${protocol}://${host}`;
  }
}

/** What the authorization server can do (RFC 8414 §2). */
export const metadataOf = (issuer: string): Readonly<Record<string, string | readonly string[]>> => ({
  issuer,
  token_endpoint: `${issuer}/oauth/token`,
  device_authorization_endpoint: `${issuer}/oauth/device_authorization`,
  jwks_uri: `${issuer}/.well-known/jwks.json`,
  grant_types_supported: [DEVICE_GRANT, REFRESH_GRANT],
  // There is no authorization endpoint.
  response_types_supported: [],
  scopes_supported: [...DEFAULT_PERMISSIONS],
  token_endpoint_auth_methods_supported: ['none'],
  dpop_signing_alg_values_supported: [...DPOP_ALGORITHMS],
  service_documentation: `${issuer}/docs`,
});
