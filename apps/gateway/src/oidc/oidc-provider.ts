import { Inject, Injectable, Logger } from '@nestjs/common';
import * as client from 'openid-client';
import type { Settings } from '@meshpair/settings';
import { SETTINGS } from '../settings.token.js';

/** How long one question to the provider may take. */
const DEADLINE_SECONDS = 5;

/** A provider that was away is asked again after so long: its callers would queue up. */
const RETRY_MS = 5_000;

/** A round trip to the provider, as the browser keeps it meanwhile. */
export interface RoundTrip {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Who came back. */
export interface Account {
  readonly issuer: string;
  readonly subject: string;
  readonly label: string;
}

/** Why nobody comes in: the provider does not answer, says no or something wrong, or the claim is not there. */
export type OidcRefusal = 'unavailable' | 'failed' | 'not_allowed';

type OidcSettings = Pick<
  Settings,
  | 'PUBLIC_URL'
  | 'OIDC_ISSUER'
  | 'OIDC_CLIENT_ID'
  | 'OIDC_CLIENT_SECRET'
  | 'OIDC_NAME'
  | 'OIDC_SCOPES'
  | 'OIDC_ALLOWED_CLAIM'
  | 'OIDC_ALLOWED_VALUES'
>;

/** The OpenID provider, where the operator has set one. Asked when somebody wants in: the gateway starts without it. */
@Injectable()
export class OidcProvider {
  private readonly logger = new Logger('oidc');
  private asked: Promise<client.Configuration> | undefined;

  constructor(@Inject(SETTINGS) private readonly settings: OidcSettings) {}

  /** Undefined where there is none. */
  get name(): string | undefined {
    const { OIDC_ISSUER, OIDC_NAME } = this.settings;
    return OIDC_ISSUER === undefined ? undefined : (OIDC_NAME ?? new URL(OIDC_ISSUER).host);
  }

  /** An address of the gateway, by the name that the provider knows. */
  address(path: string): string {
    return `${(this.settings.PUBLIC_URL ?? '').replace(/\/+$/, '')}${path}`;
  }

  /** Where a browser goes to; code flow with PKCE. */
  async authorizationUrl({ state, nonce, verifier }: RoundTrip): Promise<URL | OidcRefusal> {
    try {
      return client.buildAuthorizationUrl(await this.configuration(), {
        redirect_uri: this.address('/console/oidc/callback'),
        scope: this.settings.OIDC_SCOPES,
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
    } catch (error) {
      return this.refusalOf(error);
    }
  }

  /** Who came back with `query`. The provider's tokens are forgotten at once. */
  async account(query: string, { state, nonce, verifier }: RoundTrip): Promise<Account | OidcRefusal> {
    try {
      const config = await this.configuration();
      const tokens = await client.authorizationCodeGrant(
        config,
        new URL(`${this.address('/console/oidc/callback')}${query}`),
        { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
      );
      const claims = tokens.claims();
      if (!claims) return 'failed';
      // Some providers tell names and groups at their userinfo endpoint only.
      const hasMore = config.serverMetadata().userinfo_endpoint !== undefined;
      const more = hasMore ? await client.fetchUserInfo(config, tokens.access_token, claims.sub) : {};
      const told: Readonly<Record<string, unknown>> = { ...more, ...claims };
      if (!this.isAllowed(told)) return 'not_allowed';
      const label = ['preferred_username', 'name', 'email', 'sub'].map((name) => told[name]).find(isLabel);
      return { issuer: claims.iss, subject: claims.sub, label: label ?? 'Account' };
    } catch (error) {
      return this.refusalOf(error);
    }
  }

  private isAllowed(told: Readonly<Record<string, unknown>>): boolean {
    const { OIDC_ALLOWED_CLAIM: name, OIDC_ALLOWED_VALUES: allowed } = this.settings;
    if (name === undefined) return true;
    return [told[name]].flat().some((value) => typeof value === 'string' && allowed.includes(value));
  }

  /** One question at a time; an answer is kept, a failure for a moment. */
  private configuration(): Promise<client.Configuration> {
    this.asked ??= this.discover().catch((error: unknown) => {
      setTimeout(() => (this.asked = undefined), RETRY_MS).unref();
      throw error;
    });
    return this.asked;
  }

  private discover(): Promise<client.Configuration> {
    const { OIDC_ISSUER = '', OIDC_CLIENT_ID = '', OIDC_CLIENT_SECRET: secret } = this.settings;
    const issuer = new URL(OIDC_ISSUER);
    return client.discovery(
      issuer,
      OIDC_CLIENT_ID,
      secret,
      secret === undefined ? client.None() : client.ClientSecretBasic(secret),
      {
        timeout: DEADLINE_SECONDS,
        // Settings allow it on this machine only.
        ...(issuer.protocol === 'http:' && { execute: [client.allowInsecureRequests] }),
      },
    );
  }

  /** What the provider answered is a failure; no answer is an outage. Neither code nor token is in an error's message. */
  private refusalOf(error: unknown): OidcRefusal {
    const {
      code = '',
      name = '',
      message = '',
    } = error as Partial<Record<'code' | 'name' | 'message', string>>;
    this.logger.warn(`sign-in by ${this.name ?? ''}: ${name} ${code} ${message}`);
    const isAnswer =
      error instanceof client.AuthorizationResponseError || error instanceof client.ResponseBodyError;
    const isWrong = code.startsWith('OAUTH_') && !/TIMEOUT|ABORT/.test(code);
    return isAnswer || isWrong ? 'failed' : 'unavailable';
  }
}

const isLabel = (text: unknown): text is string =>
  typeof text === 'string' && text.length > 0 && text.length <= 128 && !/\p{C}/u.test(text);
