import { readFileSync } from 'node:fs';
import { TLSSocket } from 'node:tls';
import { Agent, buildConnector, fetch, Request } from 'undici';
import {
  type DeviceKey,
  type Mesh,
  meshAt,
  MeshError,
  type MeshOptions,
  PairingFailed,
  type Problem,
} from '@meshpair/client';
import { CommandFailure, EXIT, pairingFailure } from '../exit-codes.js';

/** Which certificates count beside those that this machine trusts. */
export interface Trust {
  /** A file with the one that has signed them. */
  readonly ca?: string | undefined;
  /** The SHA-256 of the only one that counts, whoever has signed it. */
  readonly pin?: string | undefined;
}

/** Calls a gateway by one credential, or as a device with its key. */
export const gatewayAt = (url: string, token: string | undefined, trust: Trust, key?: DeviceKey): Mesh =>
  meshAt({ url, token, key, ...fetchTrusting(trust) });

export function fetchTrusting({ ca, pin }: Trust): Pick<MeshOptions, 'Request' | 'fetch'> {
  const trusted = ca === undefined ? {} : { ca: readFileSync(ca) };
  const dispatcher = new Agent({ connect: pin === undefined ? trusted : pinned(pin) });
  // The global fetch takes no agent of another undici than Node's own.
  return {
    Request,
    fetch: (request: Request, init: object) => fetch(request, { ...init, dispatcher }),
  } as unknown as Pick<MeshOptions, 'Request' | 'fetch'>;
}

/** Takes no other certificate than that. */
function pinned(pin: string): buildConnector.connector {
  const connect = buildConnector({ rejectUnauthorized: false, maxCachedSessions: 0 });
  return (options, callback) =>
    connect(options, (...[error, socket]) => {
      if (error) return callback(error, null);
      const shown = socket instanceof TLSSocket ? socket.getPeerX509Certificate()?.fingerprint256 : undefined;
      if (shown?.replaceAll(':', '').toLowerCase() === pin.toLowerCase()) return callback(null, socket);
      socket.destroy();
      callback(new Error('its certificate is not the one of --pin'), null);
    });
}

/** What the gateway refused, as it said it (RFC 9457). */
class GatewayProblem extends CommandFailure {
  constructor(
    override readonly problem: Problem & { readonly retryAfterSeconds?: number },
    message: string,
  ) {
    super(message, exitCodeOf(problem.status), problem.code);
  }
}

/** How a command ends that has met a gateway's refusal, or no gateway; undefined for any other error. */
export function commandFailureOf(error: unknown): CommandFailure | undefined {
  if (error instanceof PairingFailed) return pairingFailure(error.reason);
  if (!(error instanceof MeshError)) return undefined;
  const { message, problem, retryAfterSeconds } = error;
  if (!problem) return new CommandFailure(message, EXIT.unavailable, 'unreachable');
  const again = retryAfterSeconds === undefined ? '' : ` Try again in ${retryAfterSeconds} s.`;
  return new GatewayProblem(
    { ...problem, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) },
    `${message}.${again}`,
  );
}

function exitCodeOf(status: number): CommandFailure['exitCode'] {
  if (status === 401) return EXIT.unauthorized;
  return status === 429 || status >= 500 ? EXIT.unavailable : EXIT.refused;
}
