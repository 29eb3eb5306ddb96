import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ANY_TAG, MAX_TAGS, TAG, TAG_FORM, TYPED_USER_CODE } from '@meshpair/domain';

/** Ids are opaque to clients; ours are UUIDv7. A device may bring a node id of its own. */
export const Id = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'must be 1 to 64 letters, digits, - or _');

/** 256 random bits as base64url. */
export const Secret = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be 43 base64url characters');

/** SHA-256, base64url: how tokens, keys and other random secrets are kept, looked up and compared. */
export const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

export const Pin = z.string().regex(/^[1-9][0-9]{5}$/, 'must be 6 digits');

/** What a person types for a code of 8 letters: case, spaces and hyphens do not matter. */
export const TypedCode = z.string().max(64).regex(TYPED_USER_CODE, 'must be 8 letters, as in WDJB-MJHT');

/** A scope string (RFC 6749 §3.3). */
export const Permission = z
  .string()
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,64}$/, 'must be a scope token (RFC 6749 §3.3)');

/** At most 32 of them, each once. */
export const Permissions = z
  .array(Permission)
  .min(1)
  .max(32)
  .refine((scopes) => new Set(scopes).size === scopes.length, 'must not repeat a scope');

export const DEFAULT_PERMISSIONS = ['mesh:read', 'mesh:connect'] as const;
export type KnownPermission = (typeof DEFAULT_PERMISSIONS)[number];

/** What an owner sorts its nodes by. */
export const Tag = z.string().regex(TAG, `must be ${TAG_FORM}`);

/** At most 16 of them, each once. */
export const Tags = z
  .array(Tag)
  .max(MAX_TAGS)
  .refine((tags) => new Set(tags).size === tags.length, 'must not repeat a tag');

/** A tag of a rule; `*` stands for every node. */
export const TagOrAny = z.union([Tag, z.literal(ANY_TAG)]);

/** Where a request came from, as the gateway saw it; limits are counted by it. */
export const ClientAddress = z.union([z.ipv4(), z.ipv6()]);
export const Port = z.int().min(1).max(65_535);
export const Platform = z.string().regex(/^[\w .()/-]{1,64}$/, 'must be 1 to 64 plain characters');
export const PublicKey = z
  .string()
  .regex(/^[A-Za-z0-9+/_=:. -]{16,512}$/, 'must be 16 to 512 key characters');
/** An Ed25519 public key: 32 bytes as base64url, without padding. */
export const KeyBytes = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be 43 base64url characters');
/** An Ed25519 signature: 64 bytes as base64url, without padding. */
export const Signature = z.string().regex(/^[A-Za-z0-9_-]{86}$/, 'must be 86 base64url characters');
/** A Curve25519 public key as WireGuard writes it; not the one that is all zeros, which stands for none there. */
export const WireGuardKey = z
  .string()
  .regex(
    /^(?!A{43})[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/,
    'must be a WireGuard public key (base64 of 32 bytes)',
  );

const ENDPOINT = /^(?:\[(?<v6>[0-9a-fA-F:.]+)\]|(?<v4>[0-9.]+)):(?<port>[1-9][0-9]{0,4})$/;

/** An address and a UDP port, as `192.168.1.20:51820` or `[2001:db8::7]:51820`; names are none. */
export const Endpoint = z.string().refine((text) => {
  const { v4, v6, port } = ENDPOINT.exec(text)?.groups ?? {};
  const isAddress = v6 === undefined ? z.ipv4().safeParse(v4).success : z.ipv6().safeParse(v6).success;
  return isAddress && Number(port) <= 65_535;
}, 'must be an address and a port, as 192.168.1.20:51820 or [2001:db8::7]:51820');

/** At most 8 of them, the best first. */
export const Endpoints = z.array(Endpoint).max(8);
export const Timestamp = z.iso.datetime();
/** A position in a list, opaque to clients. */
export const Cursor = z.string().regex(/^[A-Za-z0-9_-]{1,128}$/, 'must be a nextCursor of an earlier answer');
export const PageLimit = z.coerce.number().int().min(1).max(500).default(50);
