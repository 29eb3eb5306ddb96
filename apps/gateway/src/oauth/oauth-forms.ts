import { z } from 'zod';
import { DEFAULT_PERMISSIONS, Name, pairingCommands, Platform, Secret } from '@meshpair/contracts';
import { OAuthError } from './oauth-error.js';

/** Fields that nobody here knows are passed over, as RFC 6749 §3.2 wants; one that comes twice is refused. */
const Field = z.string().min(1).max(1000).optional();

export const AuthorizationForm = z.object({
  client_id: Field,
  client_secret: Field,
  scope: Field,
  /** Ours: what the device is called on its owner's card; else its `client_id`. */
  device_name: Name.optional(),
  /** Ours. */
  platform: Platform.optional(),
  /** Ours: `true` when the device shows a PIN too. */
  shows_pin: z.enum(['true', 'false']).optional(),
});
export type AuthorizationForm = z.infer<typeof AuthorizationForm>;

export const TokenForm = z.object({
  grant_type: Field,
  client_id: Field,
  client_secret: Field,
  device_code: Field,
  refresh_token: Field,
  scope: Field,
});
export type TokenForm = z.infer<typeof TokenForm>;

interface ClientFields {
  readonly client_id?: string | undefined;
  readonly client_secret?: string | undefined;
}

/** The client that a form names. It has no secret here, and whoever sends one takes this for another server. */
export function clientOf(
  { client_id: id, client_secret: secret }: ClientFields,
  authorization?: string,
): string {
  if (authorization !== undefined) {
    const headers = { 'www-authenticate': 'Basic realm="meshpair"' };
    throw new OAuthError('invalid_client', 'Clients have no secret here: send client_id alone', headers);
  }
  if (secret !== undefined)
    throw new OAuthError('invalid_client', 'Clients have no secret here: send client_id alone');
  if (id === undefined) throw new OAuthError('invalid_request', 'client_id: is missing');
  const client = pairingCommands.ClientId.safeParse(id);
  if (!client.success)
    throw new OAuthError('invalid_client', 'client_id: must be a name of 1 to 64 characters');
  return client.data;
}

const KNOWN: readonly string[] = DEFAULT_PERMISSIONS;

/** The permissions that a device asks for: those of any device, or fewer. An owner may give it others afterwards. */
export function permissionsOf(scope: string | undefined): string[] {
  if (scope === undefined) return [...KNOWN];
  const asked = [...new Set(scope.split(' '))];
  if (asked.every((each) => KNOWN.includes(each))) return asked;
  throw new OAuthError('invalid_scope', `scope: a device may ask for ${KNOWN.join(' and ')}`);
}

/** A field that the grant wants. */
export function needed(name: string, value: string | undefined): string {
  if (value === undefined) throw new OAuthError('invalid_request', `${name}: is missing`);
  return value;
}

/** A device code that could be one of ours. */
export function deviceCodeOf(form: TokenForm): string {
  const code = needed('device_code', form.device_code);
  if (Secret.safeParse(code).success) return code;
  throw new OAuthError('invalid_grant', 'No request of this client has this device_code');
}
