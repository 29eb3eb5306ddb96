import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { SettingsError, type Settings } from './settings.js';

/** A certificate chain and its key, as PEM. */
export interface TlsMaterial {
  readonly cert: string;
  readonly key: string;
}

type FileSetting = 'TLS_CERT_FILE' | 'TLS_KEY_FILE';

/** Reads the configured files. Throws a `SettingsError` that names the setting of a file that will not do. */
export async function readCertificateFiles(
  settings: Required<Pick<Settings, FileSetting>>,
): Promise<TlsMaterial> {
  const [cert, key] = await Promise.all([
    readSettingFile(settings, 'TLS_CERT_FILE'),
    readSettingFile(settings, 'TLS_KEY_FILE'),
  ]);
  const certificate = orRefuse('TLS_CERT_FILE: is no PEM certificate', () => new X509Certificate(cert));
  const privateKey = orRefuse('TLS_KEY_FILE: is no PEM private key', (): KeyObject => createPrivateKey(key));
  if (!certificate.checkPrivateKey(privateKey))
    throw new SettingsError(['TLS_KEY_FILE: is not the key of TLS_CERT_FILE']);
  orRefuse('TLS_CERT_FILE: is not usable for TLS', () => createSecureContext({ cert, key }));
  return { cert, key };
}

async function readSettingFile(
  settings: Required<Pick<Settings, FileSetting>>,
  name: FileSetting,
): Promise<string> {
  const file = settings[name] ?? '';
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code = 'error' } = error as NodeJS.ErrnoException;
    throw new SettingsError([`${name}: cannot be read: ${READ_PROBLEMS[code] ?? code} (${file})`]);
  }
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
