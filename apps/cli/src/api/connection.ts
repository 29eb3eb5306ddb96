import { join } from 'node:path';
import { OwnerKey } from '@meshpair/contracts';
import { CommandFailure, EXIT } from '../exit-codes.js';
import { GatewayClient } from './gateway-client.js';
import { configFile, readJson } from './private-file.js';

/** What every command takes. */
export interface ConnectionOptions {
  readonly url?: string | undefined;
  readonly ca?: string | undefined;
}

/** What `npm start` writes into its data directory while it runs: for the operator's own eyes. */
export interface RunningMesh {
  readonly url: string;
  readonly databaseUrl: string;
  readonly natsUrl: string;
  readonly redisUrl?: string;
}

interface SavedOwner {
  readonly url: string;
  readonly key: string;
}

export const ownerFile = (): string => configFile('owner.json');

/** The mesh that runs from this directory, if one does. */
export const runningMesh = (environment = process.env): Promise<RunningMesh | undefined> =>
  readJson<RunningMesh>(join(environment.DATA_DIR || '.meshpair', 'mesh.json'));

/** `--url`, else `MESHPAIR_URL`, else where the owner signed in, else the mesh that runs here. */
export async function gatewayUrl({ url }: ConnectionOptions): Promise<string> {
  const known = url ?? (process.env.MESHPAIR_URL || undefined);
  if (known !== undefined) return checkedUrl(known);
  const saved = await readJson<SavedOwner>(ownerFile());
  return saved?.url ?? (await runningMesh())?.url ?? 'http://127.0.0.1:6969';
}

/** A client with the owner's key: `MESHPAIR_OWNER_KEY`, else what `meshpair login` has kept. */
export async function ownerClient(options: ConnectionOptions): Promise<GatewayClient> {
  const key = (process.env.MESHPAIR_OWNER_KEY || undefined) ?? (await readJson<SavedOwner>(ownerFile()))?.key;
  if (key === undefined)
    throw new CommandFailure(
      'No owner key: run `meshpair login`, or set MESHPAIR_OWNER_KEY',
      EXIT.unauthorized,
      'no_owner_key',
    );
  if (!OwnerKey.safeParse(key).success)
    throw new CommandFailure('The owner key must be mpo_<id>_<secret>', EXIT.unauthorized, 'bad_owner_key');
  return new GatewayClient(await gatewayUrl(options), key, options.ca);
}

export function checkedUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text.replace(/\/+$/, '');
  throw new CommandFailure(`Not an address like http://192.168.1.20:6969: ${text}`, EXIT.usage, 'bad_url');
}
