import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { auditorAccounts, readAuditors } from './auditors.js';
import { locateNatsServer } from './locate-server.js';
import { type AccountsOptions, natsAccounts } from './nats-accounts.js';

describe('docker/nats.conf', () => {
  it('gives the users the same rights as the embedded nats-server', async () => {
    const file = new URL('../../../docker/nats.conf', import.meta.url);
    const passwords = {
      keeper: '$NATS_KEEPER_PASSWORD',
      gateway: '$NATS_GATEWAY_PASSWORD',
      pairing: '$NATS_PAIRING_PASSWORD',
      registry: '$NATS_REGISTRY_PASSWORD',
      cleanup: '$NATS_CLEANUP_PASSWORD',
      webhooks: '$NATS_WEBHOOKS_PASSWORD',
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

  it('gives no account the consumer of another: nats-server refuses it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'meshpair-accounts-'));
    const names = ['keeper', 'gateway', 'pairing', 'registry', 'cleanup', 'audit'];
    const passwords = Object.fromEntries(
      names.map((name) => [name, 'secret']),
    ) as AccountsOptions['passwords'];
    await writeFile(join(folder, 'nats.conf'), natsAccounts({ passwords, auditorsFile: 'auditors.conf' }));
    const program = await locateNatsServer(process.env['MESHPAIR_TEST_PROGRAMS'] ?? '', () => undefined);
    const verdictOn = async (text: string): Promise<string> => {
      await writeFile(join(folder, 'auditors.conf'), text);
      const args = ['-t', '-c', join(folder, 'nats.conf')];
      const { stdout, stderr } = spawnSync(program.command, args, { env: program.env, encoding: 'utf8' });
      return stdout + stderr;
    };
    const text = auditorAccounts(auditors);
    expect(await verdictOn(text)).toContain('is valid');
    for (const subject of [
      'MSG.NEXT.AUDIT_EVENTS',
      'INFO.AUDIT_EVENTS',
      '$JS.ACK.AUDIT_EVENTS',
      '$JS.ACK.*.*.AUDIT_EVENTS',
    ]) {
      const others = text.replaceAll(
        new RegExp(`(subject: "[^"]*)(${subject.replaceAll(/[$.*]/g, '\\$&')})[.]auditor-one`, 'g'),
        '$1$2.auditor-accounting-2',
      );
      expect(others).not.toBe(text);
      expect(await verdictOn(others)).toContain('service import not authorized');
    }
    await rm(folder, { recursive: true });
  });

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
