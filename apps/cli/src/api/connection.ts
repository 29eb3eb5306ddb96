import { join } from 'node:path';
import type { Mesh } from '@meshpair/client';
import { OwnerKey } from '@meshpair/contracts';
import { AUDIT_KEY, AUDIT_KEY_FORM, OWNER_KEY_FORM } from '@meshpair/domain';
import { CommandFailure, EXIT } from '../exit-codes.js';
import { gatewayAt, type Trust } from './gateway-client.js';
import { configFile, readJson } from './private-file.js';

/** What every command takes. */
export interface ConnectionOptions extends Trust {
  readonly url?: string | undefined;
}

/** What `npm start` writes into its data directory while it runs: for the operator's own eyes. */
export interface RunningMesh {
  readonly url: string;
  /** Where other devices reach it. */
  readonly publicUrl?: string;
  readonly databaseUrl: string;
  readonly natsUrl: string;
  readonly redisUrl?: string;
}

export interface SavedOwner {
  readonly url: string;
  readonly key: string;
}

export const ownerFile = (): string => configFile('owner.json');

/** What `meshpair login` has kept. */
export const savedOwner = (): Promise<SavedOwner | undefined> => readJson<SavedOwner>(ownerFile());

/** The mesh that runs from this directory, if one does. */
export const runningMesh = (environment = process.env): Promise<RunningMesh | undefined> =>
  readJson<RunningMesh>(join(environment.DATA_DIR || '.meshpair', 'mesh.json'));

/** `--url`, else `MESHPAIR_URL`, else where the owner signed in, else the mesh that runs here. */
export async function gatewayUrl({ url }: ConnectionOptions): Promise<string> {
  if (url !== undefined) return checkedUrl(url, '--url');
  if (process.env.MESHPAIR_URL) return checkedUrl(process.env.MESHPAIR_URL, 'MESHPAIR_URL');
  const saved = await savedOwner();
  return saved?.url ?? (await runningMesh())?.url ?? 'http://127.0.0.1:6969';
}

/** The owner's key: `MESHPAIR_OWNER_KEY`, else what `meshpair login` has kept. */
export const knownOwnerKey = async (): Promise<string | undefined> =>
  (process.env.MESHPAIR_OWNER_KEY || undefined) ?? (await savedOwner())?.key;

/** A client with the owner's key. */
export async function ownerClient(options: ConnectionOptions): Promise<Mesh> {
  const url = await gatewayUrl(options);
  const key = await knownOwnerKey();
  if (key === undefined)
    throw new CommandFailure(
      'No owner key: run `meshpair login`, or set MESHPAIR_OWNER_KEY',
      EXIT.unauthorized,
      'no_owner_key',
    );
  if (!OwnerKey.safeParse(key).success)
    throw new CommandFailure(`The owner key must be ${OWNER_KEY_FORM}`, EXIT.unauthorized, 'bad_owner_key');
  return gatewayAt(url, key, options);
}

/** A client that reads the trail: with the auditor's key of `MESHPAIR_AUDIT_KEY`, else as the owner. */
export async function trailClient(options: ConnectionOptions): Promise<Mesh> {
  const key = process.env.MESHPAIR_AUDIT_KEY;
  if (!key) return ownerClient(options);
  if (!AUDIT_KEY.test(key))
    throw new CommandFailure(
      `MESHPAIR_AUDIT_KEY must be ${AUDIT_KEY_FORM}`,
      EXIT.unauthorized,
      'bad_audit_key',
    );
  return gatewayAt(await gatewayUrl(options), key, options);
}

export function checkedUrl(text: string, source: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text.replace(/\/+$/, '');
  throw new CommandFailure(
    `${source} is not an address like http://192.168.1.20:6969: ${text}`,
    EXIT.usage,
    'bad_url',
  );
}
