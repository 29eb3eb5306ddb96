import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { type ClaimedTokens, pairingCommands, registryCommands, TokenType } from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { problem, valueOf } from '../http/problem-exception.js';
import { claimTokens } from '../pairing/claim-tokens.js';
import { DEVICE_GRANT, REFRESH_GRANT } from './issuer.js';
import { OAuthError } from './oauth-error.js';
import { deviceCodeOf, needed, type TokenForm } from './oauth-forms.js';

/** RFC 6749 §5.1, with what else a device of the mesh gets. */
export const TokenAnswer = z
  .object({
    /** The session token. */
    access_token: z.string(),
    /** `DPoP` for tokens that are bound to the key whose proof came with the request (RFC 9449 §5). */
    token_type: TokenType,
    /** Seconds until the session ends if it is not used before. */
    expires_in: z.int(),
    refresh_token: z.string(),
    scope: z.string(),
    /** What the device shows to its peers; not at a refresh. */
    peer_token: z.string().optional(),
    node_id: z.string(),
  })
  .meta({ id: 'OAuthTokens' });
export type TokenAnswer = z.infer<typeof TokenAnswer>;

/** Who asks, with the key that was proven. */
interface Asking {
  readonly clientId: string;
  readonly provenKey: string | undefined;
}

type Grant = (form: TokenForm, asking: Asking) => Promise<TokenAnswer>;

/** The grants of the token endpoint. */
@Injectable()
export class TokenGrants {
  private readonly grants: Readonly<Record<string, Grant>> = {
    [DEVICE_GRANT]: (form, asking) => this.byDeviceCode(deviceCodeOf(form), asking),
    [REFRESH_GRANT]: (form, { provenKey }) =>
      this.byRefreshToken(needed('refresh_token', form.refresh_token), provenKey),
  };

  constructor(private readonly commands: CommandBus) {}

  async grant(form: TokenForm, asking: Asking): Promise<TokenAnswer> {
    const type = needed('grant_type', form.grant_type);
    const grant = Object.hasOwn(this.grants, type) ? this.grants[type] : undefined;
    if (!grant) throw new OAuthError('unsupported_grant_type', 'grant_type: the mesh does not know it');
    return grant(form, asking);
  }

  /** Throws as RFC 8628 §3.5 says until the owner has let the device in; then its tokens, until it has used them. */
  private async byDeviceCode(deviceCode: string, { clientId, provenKey }: Asking): Promise<TokenAnswer> {
    const polled = valueOf(await this.commands.send(pairingCommands.pollRequest, { deviceCode, clientId }));
    const { pairingId } = polled;
    if (polled.state !== 'registered' || pairingId === undefined) throw refusedPoll(polled.state);
    const claimed = await claimTokens(this.commands, { pairingId, claimSecret: deviceCode, provenKey });
    if (!claimed.ok && ENDED.has(claimed.error.code))
      throw new OAuthError('invalid_grant', 'The tokens of this device_code have been fetched and used');
    return this.answer(valueOf(claimed), provenKey);
  }

  private async answer(
    { sessionToken, tokenType, peerToken, node, permissions }: ClaimedTokens,
    provenKey: string | undefined,
  ): Promise<TokenAnswer> {
    const begun = await this.commands.send(registryCommands.beginRenewal, { sessionToken, provenKey });
    const { refreshToken, expiresIn } = valueOf(begun);
    return {
      access_token: sessionToken,
      token_type: tokenType,
      expires_in: expiresIn,
      refresh_token: refreshToken,
      scope: permissions.join(' '),
      peer_token: peerToken,
      node_id: node.id,
    };
  }

  private async byRefreshToken(refreshToken: string, provenKey: string | undefined): Promise<TokenAnswer> {
    const renewed = await this.commands.send(registryCommands.renewSession, { refreshToken, provenKey });
    if (!renewed.ok && renewed.error.code === 'unauthorized')
      throw new OAuthError('invalid_grant', 'The refresh_token is unknown, used or ended');
    const { sessionToken, tokenType, expiresIn, permissions, nodeId, ...next } = valueOf(renewed);
    return {
      access_token: sessionToken,
      token_type: tokenType,
      expires_in: expiresIn,
      refresh_token: next.refreshToken,
      scope: permissions.join(' '),
      node_id: nodeId,
    };
  }
}

const ENDED: ReadonlySet<string> = new Set(['already_claimed', 'unauthorized', 'not_found']);

type Unfinished = Exclude<pairingCommands.RequestState['state'], 'registered'>;

const REFUSALS: Readonly<Record<Unfinished, OAuthError>> = {
  unknown: new OAuthError('invalid_grant', 'No request of this client has this device_code'),
  pending: new OAuthError('authorization_pending', 'The owner has not let the device in yet'),
  too_fast: new OAuthError('slow_down', 'Ask five seconds less often from now on'),
  expired: new OAuthError('expired_token', 'Nobody let the device in in time: begin anew'),
  denied: new OAuthError('access_denied', 'The device was not let in'),
};

const refusedPoll = (state: pairingCommands.RequestState['state']): Error =>
  state === 'registered' ? problem('internal_error') : REFUSALS[state];
