import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { makeSignInCode } from '@meshpair/persistence';
import { keptSecret, type LineLog } from '@meshpair/servers';
import {
  certificateFileOf,
  isEveryAddress,
  isPlainHttpBeyondLoopback,
  lanAddress,
  readSettings,
  schemeOf,
  type Settings,
} from '@meshpair/settings';
import { announcement } from './announce.js';
import { bootstrapMesh, type OwnerKeyOutcome } from './bootstrap-mesh.js';
import { onlyHere } from './check-settings.js';
import { choosePort } from './choose-port.js';
import type { DataDirectory } from './data-directory.js';
import { writeMeshFile } from './mesh-file.js';
import { forgetWebhookSecrets, meshSecrets, webhookSecrets } from './mesh-secrets.js';
import { prepareDatabase } from './prepare-database.js';
import { keptRolePasswords } from './role-passwords.js';
import type { RunningParts } from './running-parts.js';
import { givenSettings, type MeshSettings } from './service-environment.js';
import { serviceUrls } from './service-urls.js';
import { startServers } from './start-servers.js';
import { startServices, untilReady } from './start-services.js';

const READY_TIMEOUT_MS = 60_000;

type Environment = Readonly<Record<string, string | undefined>>;

export interface Launch {
  readonly environment: Environment;
  readonly dataDirectory: DataDirectory;
  readonly parts: RunningParts;
  readonly log: LineLog;
  /** Aborts when the start is to be given up. */
  readonly signal: AbortSignal;
}

/** Starts everything, in order, and resolves when the gateway is ready. What runs is in `parts`. */
export async function launch({ environment, dataDirectory, parts, log, signal }: Launch): Promise<void> {
  const dataDir = dataDirectory.path;
  const settings = readSettings(environment);
  const scheme = schemeOf(settings);
  const port = await choosePort(settings.PORT, settings.HOST);
  const publicUrl = settings.PUBLIC_URL ?? `${scheme}://${await reachableHost(settings.HOST)}:${port}`;
  const given = { databaseUrl: settings.DATABASE_URL, natsUrl: settings.NATS_URL };
  const servers = await startServers(given, dataDirectory, parts, log);
  signal.throwIfAborted();
  log('Bringing the database up to date');
  // Whoever gives a database gives its users too.
  const rolePasswords = given.databaseUrl === undefined ? await keptRolePasswords(dataDir) : undefined;
  const { databaseUrl } = servers;
  await prepareDatabase({ databaseUrl, redisUrl: settings.REDIS_URL, rolePasswords, log });
  const ownerKey = await bootstrap(databaseUrl, { ...settings, PORT: port, PUBLIC_URL: publicUrl }, log);
  signal.throwIfAborted();
  const now = new Date();
  const secrets = await meshSecrets(settings, dataDir, now);
  const ofWebhooks = await webhookSecrets(settings, dataDir, now);
  const mesh: MeshSettings = {
    LOG_FORMAT: process.stdout.isTTY ? 'pretty' : 'json',
    ...givenSettings(environment),
    PORT: String(port),
    DATA_DIR: dataDir,
    MESHPAIR_SECRET: secrets.current,
    MESHPAIR_PREVIOUS_SECRETS: secrets.previous.join(','),
    AUDIT_SECRET: settings.AUDIT_SECRET ?? (await keptSecret(dataDir, 'audit-secret')),
    WEBHOOK_SECRET: ofWebhooks.current,
    WEBHOOK_PREVIOUS_SECRETS: ofWebhooks.previous.join(','),
  };
  await startServices(mesh, serviceUrls(servers, rolePasswords), dataDirectory.ledger, parts, log);
  await forgetWebhookSecrets(settings, dataDir, now);
  const localUrl = `${scheme}://${isEveryAddress(settings.HOST) ? 'localhost' : inUrl(settings.HOST)}:${port}`;
  await untilReady(localUrl, READY_TIMEOUT_MS, signal);
  signal.throwIfAborted();
  await writeMeshFile(dataDir, {
    url: localUrl,
    publicUrl,
    databaseUrl,
    natsUrl: servers.natsUrl,
    ...(settings.REDIS_URL !== undefined && { redisUrl: settings.REDIS_URL }),
    pid: process.pid,
  });
  const signIn = await makeSignInCode(databaseUrl);
  log(
    announcement({
      localUrl,
      publicUrl,
      ownerKey,
      signInCode: signIn.ok ? signIn.value.code : undefined,
      fingerprint: await fingerprintOf({ ...settings, DATA_DIR: dataDir }),
      isPlainHttpBeyondLoopback: isPlainHttpBeyondLoopback(settings),
      onlyHere: onlyHere(settings, publicUrl),
    }),
  );
}

const reachableHost = async (host: string): Promise<string> =>
  isEveryAddress(host) ? lanAddress() : inUrl(host);

/** RFC 3986 §3.2.2. */
const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

async function bootstrap(databaseUrl: string, settings: Settings, log: LineLog): Promise<OwnerKeyOutcome> {
  const ownerKey = await bootstrapMesh(databaseUrl, settings);
  // Said at once: from here on only its digest exists, and a later step may fail.
  if (ownerKey.kind === 'made') log(`The first owner's key is ${ownerKey.key}`);
  return ownerKey;
}

/** Of the certificate that the gateway has made itself: those who meet it can compare. */
async function fingerprintOf(settings: Settings): Promise<string | undefined> {
  const file = certificateFileOf(settings);
  if (settings.TLS !== 'self-signed' || file === undefined) return undefined;
  return new X509Certificate(await readFile(file)).fingerprint256;
}
