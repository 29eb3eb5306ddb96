/** An owner's API key, `mpo_<id>_<secret>`: neither part has an underscore. */
export interface OwnerKeyParts {
  readonly keyId: string;
  readonly secret: string;
}

export const OWNER_KEY = /^mpo_[a-z0-9]{1,32}_[A-Za-z0-9]{32,128}$/;

/** The form of a key, for people. */
export const OWNER_KEY_FORM = 'mpo_<id>_<secret>';

/** A key in a text, or as much of it as somebody has copied: its id, and a secret that must not be seen. */
export const OWNER_KEYS_IN_TEXT = /\bmpo_([a-z0-9]{1,32})_[A-Za-z0-9]+/g;

export const writeOwnerKey = ({ keyId, secret }: OwnerKeyParts): string => `mpo_${keyId}_${secret}`;

/** Takes a key apart; undefined when it is none. */
export function partsOfOwnerKey(key: string): OwnerKeyParts | undefined {
  const [, keyId, secret] = OWNER_KEY.test(key) ? key.split('_') : [];
  return keyId === undefined || secret === undefined ? undefined : { keyId, secret };
}
