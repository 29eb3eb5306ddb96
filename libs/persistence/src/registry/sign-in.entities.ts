import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A signed-in console; only the SHA-256 of its session id is kept, and it is worth as much as what opened it. */
@Entity({ schema: 'registry', name: 'console_sessions' })
export class ConsoleSessionEntity {
  @PrimaryColumn({ name: 'session_digest', type: 'text' })
  sessionDigest!: string;

  @Column({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  /** It was opened by a key, a passkey or a linked account, and ends with that. */
  @Column({ name: 'key_id', type: 'text', nullable: true })
  keyId!: string | null;

  @Column({ name: 'passkey_id', type: 'text', nullable: true })
  passkeyId!: string | null;

  @Column({ name: 'account_id', type: 'text', nullable: true })
  accountId!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;

  @Column({ name: 'last_used_at', type: 'timestamptz', nullable: true })
  lastUsedAt!: Date | null;

  /** What it is called by; the digest is of a secret. */
  @Column({ name: 'session_id', type: 'uuid', default: () => 'gen_random_uuid()' })
  sessionId!: string;

  /** What its browser says of itself. */
  @Column({ type: 'text', nullable: true })
  name!: string | null;
}

/** A one-time code that signs a console in; its row is deleted when it is used. */
@Entity({ schema: 'registry', name: 'sign_in_codes' })
export class SignInCodeEntity {
  @PrimaryColumn({ name: 'code_digest', type: 'text' })
  codeDigest!: string;

  @Column({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  @Column({ name: 'key_id', type: 'text' })
  keyId!: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;
}

/** A public key by whose authenticator an owner signs in. */
@Entity({ schema: 'registry', name: 'passkeys' })
export class PasskeyEntity {
  @PrimaryColumn({ name: 'passkey_id', type: 'text' })
  passkeyId!: string;

  /** What its authenticator calls it. */
  @Column({ name: 'credential_id', type: 'text' })
  credentialId!: string;

  @Column({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  @Column({ name: 'person_id', type: 'text', nullable: true })
  personId!: string | null;

  /** The host name that it was made for, and works at. */
  @Column({ name: 'rp_id', type: 'text' })
  rpId!: string;

  /** COSE (RFC 9052 §7). */
  @Column({ name: 'public_key', type: 'bytea' })
  publicKey!: Buffer;

  /** Goes up with each use, unless its authenticator does not count. */
  @Column({ name: 'sign_count', type: 'bigint' })
  signCount!: string;

  @Column({ type: 'text', array: true })
  transports!: string[];

  @Column({ name: 'is_backed_up', type: 'boolean' })
  isBackedUp!: boolean;

  @Column({ type: 'text' })
  name!: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'last_used_at', type: 'timestamptz', nullable: true })
  lastUsedAt!: Date | null;
}

/** An account of an OpenID provider by which an owner signs in. */
@Entity({ schema: 'registry', name: 'linked_accounts' })
export class LinkedAccountEntity {
  @PrimaryColumn({ name: 'account_id', type: 'text' })
  accountId!: string;

  @Column({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  @Column({ name: 'person_id', type: 'text', nullable: true })
  personId!: string | null;

  @Column({ type: 'text' })
  issuer!: string;

  /** Whom the issuer means; never an e-mail address. */
  @Column({ type: 'text' })
  subject!: string;

  @Column({ type: 'text' })
  label!: string;

  @Column({ name: 'linked_at', type: 'timestamptz' })
  linkedAt!: Date;

  @Column({ name: 'last_used_at', type: 'timestamptz', nullable: true })
  lastUsedAt!: Date | null;
}

/** Whether an owner wants a touch of a passkey for each PIN. */
@Entity({ schema: 'registry', name: 'touch_rules' })
export class TouchRuleEntity {
  @PrimaryColumn({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  @Column({ type: 'text' })
  rule!: string;

  @Column({ name: 'set_at', type: 'timestamptz' })
  setAt!: Date;
}

/** What an owner allows of codes that devices show. */
@Entity({ schema: 'registry', name: 'device_code_rules' })
export class DeviceCodeRuleEntity {
  @PrimaryColumn({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  @Column({ name: 'other_networks', type: 'boolean' })
  otherNetworks!: boolean;

  @Column({ name: 'fill_from_link', type: 'boolean' })
  fillFromLink!: boolean;

  @Column({ name: 'set_at', type: 'timestamptz' })
  setAt!: Date;
}

/** What a passkey has signed, until it would not count any more by itself. */
@Entity({ schema: 'registry', name: 'spent_challenges' })
export class SpentChallengeEntity {
  @PrimaryColumn({ name: 'challenge_digest', type: 'text' })
  challengeDigest!: string;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;
}

/** A live key was shown: one way in may be added. Only functions of the database read and write these. */
@Entity({ schema: 'registry', name: 'credential_permits' })
export class CredentialPermitEntity {
  @PrimaryColumn({ name: 'permit_digest', type: 'text' })
  permitDigest!: string;

  /** Of which kind of way in. */
  @Column({ type: 'text' })
  kind!: string;

  @Column({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  @Column({ name: 'key_id', type: 'text' })
  keyId!: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;
}
