import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readSettings } from '@meshpair/settings';
import { checkSettings, onlyHere } from './check-settings.js';

const check = (environment: Record<string, string>): Promise<void> =>
  checkSettings(readSettings(environment));

describe('the settings that only this machine can judge', () => {
  it.each(['192.0.2.1', 'no-such-host.invalid', '2001:db8::1'])(
    'say that HOST=%s is no address of this machine, and which are',
    async (host) => {
      const said = expect(check({ HOST: host })).rejects;
      await said.toThrow(`HOST: "${host}" is no address of this machine: it has 127.0.0.1`);
    },
  );

  it.each(['127.0.0.1', '0.0.0.0', 'localhost'])('take HOST=%s', async (host) => {
    await expect(check({ HOST: host })).resolves.toBeUndefined();
  });

  it('say at once which certificate file will not do, and why', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'meshpair-certificate-'));
    const [missing, text] = [join(directory, 'missing.pem'), join(directory, 'text.pem')];
    await writeFile(text, 'hello');
    const files = (TLS_CERT_FILE: string, TLS_KEY_FILE: string): Promise<void> =>
      check({ TLS_CERT_FILE, TLS_KEY_FILE });
    await expect(files(missing, text)).rejects.toThrow(
      `TLS_CERT_FILE: cannot be read: there is no such file (${missing})`,
    );
    await expect(files(text, directory)).rejects.toThrow(
      `TLS_KEY_FILE: cannot be read: it is a directory (${directory})`,
    );
    await expect(files(text, text)).rejects.toThrow('TLS_CERT_FILE: is no PEM certificate');
    await rm(directory, { recursive: true, force: true });
  });

  it.each([
    [undefined, {}, 'http://192.168.1.20:6969'],
    ['this machine is in no network', {}, 'http://127.0.0.1:6969'],
    ['set HOST=0.0.0.0', { HOST: '127.0.0.1' }, 'http://127.0.0.1:6969'],
    ['set HOST=0.0.0.0', { HOST: '::1' }, 'http://[::1]:6969'],
    [undefined, { HOST: '127.0.0.1', PUBLIC_URL: 'https://mesh.example' }, 'https://mesh.example'],
    ['PUBLIC_URL must be', { PUBLIC_URL: 'http://localhost:6969' }, 'http://localhost:6969'],
    ['PUBLIC_URL must be', { PUBLIC_URL: 'http://0.0.0.0:6969' }, 'http://0.0.0.0:6969'],
  ])('say %j of %j at %s', (expected, environment, publicUrl) => {
    const said = onlyHere(readSettings(environment), publicUrl);
    if (expected === undefined) expect(said).toBeUndefined();
    else expect(said).toContain(expected);
  });
});
