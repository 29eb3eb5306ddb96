import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { type Settings, SettingsError } from './settings.js';

/** A certificate chain and its key, as PEM. */
export interface TlsMaterial {
  readonly cert: string;
  readonly key: string;
}

type FileSetting = 'TLS_CERT_FILE' | 'TLS_KEY_FILE';

/** Reads the configured files. Throws a `SettingsError` that names the setting of each file that will not do. */
export async function readCertificateFiles(
  settings: Required<Pick<Settings, FileSetting>>,
): Promise<TlsMaterial> {
  const { cert, key } = await readBoth(settings);
  const certificate = orRefuse('TLS_CERT_FILE: is no PEM certificate', () => new X509Certificate(cert));
  const privateKey = orRefuse('TLS_KEY_FILE: is no PEM private key', (): KeyObject => createPrivateKey(key));
  if (!certificate.checkPrivateKey(privateKey))
    throw new SettingsError(['TLS_KEY_FILE: is not the key of TLS_CERT_FILE']);
  orRefuse('TLS_CERT_FILE: is not usable for TLS', () => createSecureContext({ cert, key }));
  return { cert, key };
}

async function readBoth(settings: Required<Pick<Settings, FileSetting>>): Promise<TlsMaterial> {
  const problems: string[] = [];
  const read = async (name: FileSetting): Promise<string> => {
    try {
      return await readFile(settings[name], 'utf8');
    } catch (error) {
      const { code = 'error' } = error as NodeJS.ErrnoException;
      problems.push(`${name}: cannot be read: ${READ_PROBLEMS[code] ?? code} (${settings[name]})`);
      return '';
    }
  };
  const material = { cert: await read('TLS_CERT_FILE'), key: await read('TLS_KEY_FILE') };
  if (problems.length > 0) throw new SettingsError(problems);
  return material;
}

const READ_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'this user may not',
  EISDIR: 'it is a directory',
};

function orRefuse<T>(problem: string, read: () => T): T {
  try {
    return read();
  } catch {
    throw new SettingsError([problem]);
  }
}

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
