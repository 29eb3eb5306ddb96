import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { askAuditorConsumer } from '@meshpair/messaging';
import { type AuditedNats, startAuditedNats, waitFor } from '@meshpair/testing';
import { CapturedTerminal } from '../test/captured-terminal.js';
import { run } from './run.js';

describe('meshpair auditors', () => {
  let nats: AuditedNats;
  const before = process.env['DATA_DIR'];

  beforeAll(async () => {
    nats = await startAuditedNats();
    const dataDir = dirname(dirname(nats.server.auditorsFile));
    await writeFile(join(dataDir, 'mesh.json'), JSON.stringify({ natsUrl: nats.server.url }));
    process.env['DATA_DIR'] = dataDir;
  });
  afterAll(async () => {
    if (before === undefined) delete process.env['DATA_DIR'];
    else process.env['DATA_DIR'] = before;
    await nats?.stop();
  });

  const meshpair = async (...args: string[]): Promise<CapturedTerminal & { readonly code: number }> => {
    const terminal = new CapturedTerminal();
    const code = await run(['auditors', ...args], new AbortController().signal, terminal);
    return Object.assign(terminal, { code });
  };
  const refusal = async (...args: string[]): Promise<readonly unknown[]> => {
    const { code, err } = await meshpair(...args);
    return [code, err];
  };
  const file = (): Promise<string> => readFile(nats.server.auditorsFile, 'utf8');

  it('adds one whose login works when the command ends, and keeps no password', async () => {
    const { code, out } = await meshpair('add', 'accounting', '--json');
    expect(code).toBe(0);
    const { url, stream, consumer, apiPrefix } = JSON.parse(out) as Record<string, string>;
    expect([stream, consumer, apiPrefix]).toEqual(['AUDIT_EVENTS', 'auditor-accounting', 'meshpair.audit']);
    expect(await askAuditorConsumer(url ?? '', 'accounting')).toEqual({ pending: 0, inHand: 0 });
    expect(await file()).not.toContain(new URL(url ?? '').password);
    expect((await stat(nats.server.auditorsFile)).mode & 0o777).toBe(0o600);
    expect((await meshpair('list')).out).toMatch(/accounting +auditor-accounting/);
  });

  it('changes nothing when asked for what cannot be', async () => {
    const text = await file();
    expect(await refusal('add', 'accounting')).toEqual([
      4,
      expect.stringContaining('There is an auditor accounting already'),
    ]);
    expect(await refusal('add', 'Books')).toEqual([
      2,
      expect.stringContaining('The name must be 1 to 32 of a-z'),
    ]);
    expect(await refusal('remove', 'nobody')).toEqual([
      4,
      expect.stringContaining('There is no auditor nobody'),
    ]);
    expect(await file()).toBe(text);
  });

  it('lets two commands change the file at once, or refuses one of them', async () => {
    const codes = (await Promise.all([meshpair('add', 'a'), meshpair('add', 'b')])).map(({ code }) => code);
    const added = (await meshpair('list')).out.match(/^[ab] /gm) ?? [];
    expect(added).toHaveLength(codes.filter((code) => code === 0).length);
    expect(codes).toContain(0);
  });

  it('removes one, whose login then works no more', async () => {
    const { out } = await meshpair('add', 'leaving', '--json');
    const { url = '' } = JSON.parse(out) as Record<string, string>;
    expect((await meshpair('remove', 'leaving')).code).toBe(0);
    await waitFor(() =>
      askAuditorConsumer(url, 'leaving').then(
        () => false,
        () => true,
      ),
    );
    expect((await meshpair('list')).out).not.toContain('leaving');
  });

  it('touches no file that was changed by hand', async () => {
    const text = await file();
    await appendFile(nats.server.auditorsFile, '# mine\n');
    expect(await refusal('add', 'more')).toEqual([1, expect.stringContaining('changed by hand')]);
    expect(await file()).toBe(`${text}# mine\n`);
  });
});
