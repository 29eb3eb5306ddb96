import type { FastifyRequest } from 'fastify';
import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether the browser says that another site's page sent this request. */
export function comesFromElsewhere({ headers, host }: Pick<FastifyRequest, 'headers' | 'host'>): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const { origin } = headers;
  // With `Referrer-Policy: no-referrer` a form's own Origin is null, and plain HTTP has no Sec-Fetch-Site.
  if (origin === undefined || origin === 'null') return false;
  return !URL.canParse(origin) || new URL(origin).host !== host;
}

/** Hidden in the forms of a session: only a page that read it from us can send it back. */
export const formProof = (sessionToken: string): string =>
  createHash('sha256').update(`meshpair device form ${sessionToken}`).digest('base64url');

/** Whether a form was rendered by us for this session. */
export const isOwnForm = (proof: string, sessionToken: string): boolean => {
  const [given, expected] = [Buffer.from(proof), Buffer.from(formProof(sessionToken))];
  return given.length === expected.length && timingSafeEqual(given, expected);
};
