import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { digestOf } from '@meshpair/contracts';

/** Whether the browser says that another site's page sent this request. */
export function comesFromElsewhere({ headers, host }: Pick<FastifyRequest, 'headers' | 'host'>): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const { origin } = headers;
  // With `Referrer-Policy: no-referrer` a form's own Origin is null, and plain HTTP has no Sec-Fetch-Site.
  if (origin === undefined || origin === 'null') return false;
  return !URL.canParse(origin) || new URL(origin).host !== host;
}

/**
 * Whether a browser does not say which page of this machine, or of which sandbox, sent this request: over plain HTTP
 * another page looks the same as ours.
 */
export const hidesItsOrigin = ({ headers }: Pick<FastifyRequest, 'headers'>): boolean =>
  headers.origin === 'null' && headers['sec-fetch-site'] === undefined;

/** Hidden in the forms of a session or a waiting pairing: only a page that read it from us can send it back. */
export const formProof = (secret: string): string => digestOf(`meshpair device form ${secret}`);

/** Whether a form was rendered by us for the holder of this secret. */
export const isOwnForm = (proof: string, secret: string): boolean => {
  const [given, expected] = [Buffer.from(proof), Buffer.from(formProof(secret))];
  return given.length === expected.length && timingSafeEqual(given, expected);
};
