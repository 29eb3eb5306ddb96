/** A key that somebody keeps, `<prefix>_<id>_<secret>`: neither part has an underscore. */
export interface KeyParts {
  readonly keyId: string;
  readonly secret: string;
}

/** An owner's API key. */
export const OWNER_KEY = /^mpo_[a-z0-9]{1,32}_[A-Za-z0-9]{32,128}$/;

/** An auditor's: it reads an owner's audit trail, and nothing else. */
export const AUDIT_KEY = /^mpa_[a-z0-9]{1,32}_[A-Za-z0-9]{32,128}$/;

/** One that devices join with. */
export const SETUP_KEY = /^mps_[a-z0-9]{1,32}_[A-Za-z0-9]{32,128}$/;

/** The form of a key, for people. */
export const OWNER_KEY_FORM = 'mpo_<id>_<secret>';
export const AUDIT_KEY_FORM = 'mpa_<id>_<secret>';
export const SETUP_KEY_FORM = 'mps_<id>_<secret>';

/** A key in a text, or as much of it as somebody has copied: its kind and id, and a secret that must not be seen. */
export const KEYS_IN_TEXT = /\b(mp[oas]_[a-z0-9]{1,32})_[A-Za-z0-9]+/g;

export const writeOwnerKey = ({ keyId, secret }: KeyParts): string => `mpo_${keyId}_${secret}`;
export const writeAuditKey = ({ keyId, secret }: KeyParts): string => `mpa_${keyId}_${secret}`;
export const writeSetupKey = ({ keyId, secret }: KeyParts): string => `mps_${keyId}_${secret}`;

/** Takes a key apart; undefined when it is none. */
export const partsOfOwnerKey = (key: string): KeyParts | undefined => partsOf(OWNER_KEY, key);
export const partsOfAuditKey = (key: string): KeyParts | undefined => partsOf(AUDIT_KEY, key);
export const partsOfSetupKey = (key: string): KeyParts | undefined => partsOf(SETUP_KEY, key);

function partsOf(form: RegExp, key: string): KeyParts | undefined {
  const [, keyId, secret] = form.test(key) ? key.split('_') : [];
  return keyId === undefined || secret === undefined ? undefined : { keyId, secret };
}
