import type { Settings } from '@meshpair/settings';

/** No inline script or style, nothing from elsewhere, no framing. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const ONE_YEAR_SECONDS = 31_536_000;

/** Headers of every answer; a route may set its own `Cache-Control`. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** As `SECURITY_HEADERS`; with a configured certificate browsers come back by HTTPS only (RFC 6797). */
export const securityHeaders = ({
  TLS_CERT_FILE,
}: Pick<Settings, 'TLS_CERT_FILE'>): Readonly<Record<string, string>> =>
  TLS_CERT_FILE === undefined
    ? SECURITY_HEADERS
    : { ...SECURITY_HEADERS, 'strict-transport-security': `max-age=${ONE_YEAR_SECONDS}` };
