import { readFileSync } from 'node:fs';
import { Agent, fetch, Request } from 'undici';
import {
  type Mesh,
  meshAt,
  MeshError,
  type MeshOptions,
  PairingFailed,
  type Problem,
} from '@meshpair/client';
import { CommandFailure, EXIT, pairingFailure } from '../exit-codes.js';

/** Calls a gateway by one bearer, with the certificates of a file where one is named. */
export const gatewayAt = (url: string, token?: string, certificateAuthority?: string): Mesh =>
  meshAt({ url, token, ...fetchTrusting(certificateAuthority) });

/** How a gateway is called whose certificate is signed by one in that file. */
export function fetchTrusting(certificateAuthority?: string): Pick<MeshOptions, 'Request' | 'fetch'> {
  const ca = certificateAuthority === undefined ? undefined : readFileSync(certificateAuthority);
  const dispatcher = new Agent({ connect: ca ? { ca } : {} });
  // The global fetch takes no agent of another undici than Node's own.
  return {
    Request,
    fetch: (request: Request, init: object) => fetch(request, { ...init, dispatcher }),
  } as unknown as Pick<MeshOptions, 'Request' | 'fetch'>;
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
