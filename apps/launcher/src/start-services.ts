import { existsSync } from 'node:fs';
import { get as getByHttp } from 'node:http';
import { get as getByHttps } from 'node:https';
import { join } from 'node:path';
import { type LineLog, type ProcessLedger, startNodeService, superviseProcess } from '@meshpair/servers';
import { REPOSITORY } from './repository.js';
import type { RunningParts } from './running-parts.js';
import {
  environmentOf,
  type MeshSettings,
  type ServiceName,
  type ServiceUrls,
} from './service-environment.js';

/** The streams are there before anybody follows them; the services behind the gateway stop after it. */
const STAGES: readonly (readonly ServiceName[])[] = [
  ['keeper'],
  ['pairing', 'registry', 'cleanup-worker', 'audit', 'webhooks'],
  ['gateway'],
];

/** Starts the keeper and the services as processes of their own, each started again when it dies. */
export async function startServices(
  mesh: MeshSettings,
  urls: ServiceUrls,
  ledger: ProcessLedger,
  parts: RunningParts,
  log: LineLog,
): Promise<void> {
  for (const names of STAGES) {
    log(`Starting ${names.join(', ')}`);
    await parts.startStage(
      names.map((name) => startService(name, environmentOf(name, mesh, urls), ledger, log)),
    );
  }
}

function startService(
  name: ServiceName,
  env: Readonly<Record<string, string | undefined>>,
  ledger: ProcessLedger,
  log: LineLog,
): ReturnType<typeof superviseProcess> {
  const entry = `apps/${name}/bundle/main.js`;
  if (!existsSync(join(REPOSITORY, entry)))
    return Promise.reject(new Error(`${entry} is missing: run npm run build`));
  return superviseProcess({
    name,
    log,
    start: () =>
      startNodeService({
        name,
        entry,
        cwd: REPOSITORY,
        env,
        ledger,
        onLine: (line) => log(namesItsService(line) ? line : `[${name}] ${line}`),
      }),
  });
}

/** A line of the log, in JSON or readable, or one that such a line goes on in; not what Node itself writes. */
const namesItsService = (line: string): boolean => /^(\{|\d\d:\d\d:\d\d | {4})/.test(line);

const POLL_MS = 100;

/** Waits until the gateway says that the whole mesh is ready. */
export async function untilReady(address: string, timeoutMs: number, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  let last: string;
  while (!signal.aborted) {
    try {
      const { status, text } = await askGateway(new URL('/health/ready', address), 5_000);
      if (status === 200) return;
      last = `${status} ${text}`;
    } catch (error) {
      last = (error as Error).message;
    }
    if (Date.now() > deadline)
      throw new Error(`The gateway is not ready after ${timeoutMs / 1000} s: ${last}`);
    await new Promise((later) => setTimeout(later, POLL_MS));
  }
}

interface GatewayAnswer {
  readonly status: number;
  readonly text: string;
}

/** Asks the gateway that we have started. Any certificate will do: nothing secret is sent or learned. */
function askGateway(url: URL, timeoutMs: number): Promise<GatewayAnswer> {
  const get = url.protocol === 'https:' ? getByHttps : getByHttp;
  return new Promise((resolve, reject) => {
    const options = { rejectUnauthorized: false, agent: false, signal: AbortSignal.timeout(timeoutMs) };
    get(url, options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    }).on('error', reject);
  });
}
