import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { auditorAccounts, readAuditors } from './auditors.js';
import { natsAccounts } from './nats-accounts.js';

describe('docker/nats.conf', () => {
  it('gives the users the same rights as the embedded nats-server', async () => {
    const file = new URL('../../../docker/nats.conf', import.meta.url);
    const passwords = {
      keeper: '$NATS_KEEPER_PASSWORD',
      gateway: '$NATS_GATEWAY_PASSWORD',
      pairing: '$NATS_PAIRING_PASSWORD',
      registry: '$NATS_REGISTRY_PASSWORD',
      cleanup: '$NATS_CLEANUP_PASSWORD',
      audit: '$NATS_AUDIT_PASSWORD',
    };
    const rights = natsAccounts({ passwords, auditorsFile: 'auditors/auditors.conf' });
    const text = await readFile(file, 'utf8');
    expect(text.slice(text.indexOf('accounts {'))).toBe(rights);
  });

  it('begins without an auditor', async () => {
    const file = new URL('../../../docker/auditors/auditors.conf', import.meta.url);
    expect(await readFile(file, 'utf8')).toBe(auditorAccounts([]));
  });
});

describe('the file of the auditors', () => {
  const passwordHash = `$2a$08$${'a'.repeat(53)}`;
  const auditors = ['one', 'accounting-2'].map((name) => ({ name, passwordHash }));

  it('is read as it was written', () => {
    expect(readAuditors(auditorAccounts(auditors))).toEqual(auditors);
  });

  it.each([
    ['with a right more', (text: string) => text.replace('"_INBOX.>"', '"_INBOX.>" ">"')],
    ['with a password that is no hash', (text: string) => text.replace(passwordHash, 'secret')],
    ['cut short', (text: string) => text.slice(0, -20)],
    ['emptied', () => ''],
  ])('is not taken %s', (_what, change) => {
    expect(() => readAuditors(change(auditorAccounts(auditors)))).toThrow('changed by hand');
  });
});
