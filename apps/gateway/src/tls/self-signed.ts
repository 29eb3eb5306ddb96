import { X509Certificate } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { generate } from 'selfsigned';
import { meshAddresses, type Settings } from '@meshpair/settings';

const DAY_MS = 86_400_000;
const VALID_MS = 365 * DAY_MS;
/** A certificate with less than this left is made anew. */
const RENEW_MS = 30 * DAY_MS;
/** Devices whose clocks are a little behind take it too. */
const SKEW_MS = DAY_MS;

/**
 * Sees to it that the file holds a certificate of our own with its key: for localhost, this machine's name and its
 * addresses, valid for a year, for this user's eyes only. It is made anew in good time, and when it does not name
 * the address that devices are told.
 */
export async function ensureSelfSigned(file: string, settings: Settings, now = new Date()): Promise<void> {
  const names = await namesOf(settings);
  if (isGood(await readFile(file, 'utf8').catch(() => ''), names.required, now)) return;
  const pem = await makeCertificate([...new Set([...names.required, ...names.others])], now);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, pem, { mode: 0o600 });
  // Another gateway that reads it now finds the old one or the new one, never a part.
  await rename(draft, file);
}

async function namesOf(
  settings: Settings,
): Promise<{ required: readonly string[]; others: readonly string[] }> {
  const hosts = (await meshAddresses(settings)).map(({ url }) =>
    new URL(url).hostname.replace(/^\[|\]$/g, ''),
  );
  const [best = 'localhost', ...others] = hosts;
  const machine = isHostName(hostname()) ? [hostname()] : [];
  return { required: ['localhost', '127.0.0.1', '::1', best, ...machine], others };
}

const isHostName = (name: string): boolean => /^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$/.test(name);

function isGood(pem: string, names: readonly string[], now: Date): boolean {
  try {
    const certificate = new X509Certificate(pem);
    const covers = (name: string): boolean =>
      (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined;
    return Date.parse(certificate.validTo) - now.getTime() > RENEW_MS && names.every(covers);
  } catch {
    return false;
  }
}

async function makeCertificate(names: readonly string[], now: Date): Promise<string> {
  const made = await generate([{ name: 'commonName', value: 'Meshpair' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(now.getTime() - SKEW_MS),
    notAfterDate: new Date(now.getTime() + VALID_MS),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: names.map((name) => (isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name })),
      },
    ],
  });
  return `${made.private.trim()}\n${made.cert.trim()}\n`;
}
