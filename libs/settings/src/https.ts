import { join } from 'node:path';
import type { Settings } from './settings.js';

/** Where the certificate and key that `TLS=self-signed` makes are kept, in one PEM file below `DATA_DIR`. */
const SELF_SIGNED_FILE = 'tls/self-signed.pem';

/** The gateway's certificate: the configured one, or the one that it makes itself; undefined on plain HTTP. */
export function certificateFileOf({
  TLS,
  TLS_CERT_FILE,
  DATA_DIR,
}: Pick<Settings, 'TLS' | 'TLS_CERT_FILE' | 'DATA_DIR'>): string | undefined {
  return TLS === 'self-signed' ? join(DATA_DIR, SELF_SIGNED_FILE) : TLS_CERT_FILE;
}

/** The scheme that the gateway itself speaks. */
export const schemeOf = ({
  TLS,
  TLS_CERT_FILE,
}: Pick<Settings, 'TLS' | 'TLS_CERT_FILE'>): 'http' | 'https' =>
  (TLS ?? TLS_CERT_FILE) === undefined ? 'http' : 'https';
