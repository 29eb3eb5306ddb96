import { isPortFree } from '@meshpair/servers';
import {
  isEveryAddress,
  isLoopbackHost,
  machineAddresses,
  readCertificateFiles,
  type Settings,
  SettingsError,
} from '@meshpair/settings';

/** What only this machine can tell of the settings. Throws a `SettingsError` before anything is started. */
export async function checkSettings(settings: Settings): Promise<void> {
  const { TLS_CERT_FILE, TLS_KEY_FILE, HOST } = settings;
  if (TLS_CERT_FILE !== undefined && TLS_KEY_FILE !== undefined)
    await readCertificateFiles({ TLS_CERT_FILE, TLS_KEY_FILE });
  await mustBeListenable(HOST);
}

async function mustBeListenable(host: string): Promise<void> {
  try {
    await isPortFree(0, host);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!NOT_HERE.has(code)) throw error;
    const known = machineAddresses().map(({ address }) => address);
    throw new SettingsError([
      `HOST: ${JSON.stringify(host)} is no address of this machine: it has ${known.join(', ')} (0.0.0.0 is all of them)`,
    ]);
  }
}

const NOT_HERE: ReadonlySet<string> = new Set([
  'EADDRNOTAVAIL',
  'EAFNOSUPPORT',
  'EINVAL',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** Says that no other device reaches the mesh, and what to set; undefined when others may. */
export function onlyHere(
  { HOST, PUBLIC_URL }: Pick<Settings, 'HOST' | 'PUBLIC_URL'>,
  publicUrl: string,
): string | undefined {
  const { hostname } = new URL(publicUrl);
  if (!isLoopbackHost(hostname) && !isEveryAddress(hostname)) return undefined;
  if (PUBLIC_URL !== undefined) return `PUBLIC_URL must be an address that your devices reach`;
  if (isEveryAddress(HOST)) return 'this machine is in no network';
  return 'set HOST=0.0.0.0, or PUBLIC_URL to the address of a proxy';
}
