import type { Flows, Steps } from '../driver/drive.js';
import type { BenchAnswer } from '../driver/http-connection.js';
import { HttpConnection } from '../driver/http-connection.js';
import type { Browser } from './browser.js';

/**
 * Device flows of RFC 8628 at another project's server: a device, and a user whose browser is signed in, take turns
 * on one connection a worker. The device asks for its token once, when the user has confirmed it.
 */
export abstract class DeviceFlows implements Flows {
  private readonly connections: readonly HttpConnection[];

  /** A worker for each browser. */
  constructor(
    protected readonly baseUrl: string,
    private readonly browsers: readonly Browser[],
  ) {
    const origin = new URL(baseUrl);
    this.connections = browsers.map(() => new HttpConnection(origin));
  }

  /** Signs a new user in at the worker's browser. */
  abstract signIn(worker: number): Promise<void>;

  abstract flow(worker: number, steps: Steps): Promise<void>;

  close(): void {
    for (const connection of this.connections) connection.close();
  }

  protected of(worker: number): { readonly connection: HttpConnection; readonly browser: Browser } {
    return { connection: this.connections[worker]!, browser: this.browsers[worker]! };
  }
}

export type DeviceFlowsConstructor = new (baseUrl: string, browsers: readonly Browser[]) => DeviceFlows;

export const DEVICE_CODE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** Throws when the answer to `path` has another status, or does not contain `text`. */
export function expectPage(answer: BenchAnswer, path: string, text: string): string {
  if (answer.status !== 200 || !answer.body.includes(text))
    throw new Error(`${path} answered ${answer.status} without "${text}": ${answer.body.slice(0, 2000)}`);
  return answer.body;
}

/** Throws when the answer of a token endpoint has no access token. */
export function expectAccessToken(answer: Readonly<Record<string, unknown>>): void {
  if (typeof answer['access_token'] !== 'string' || answer['access_token'] === '')
    throw new Error('no access token was issued');
}
