import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { testEnvironment } from '@meshpair/testing';

const run = promisify(execFile);
const NAME = 'meshpair-example';
const NOBODY = 65_534;

/** Root lets somebody else fetch; whoever else runs this is without rights already. */
const withoutRights = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

let root: string;
const at = (...path: readonly string[]): string => join(root, ...path);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'meshpair-debian-'));
  for (const path of ['package/DEBIAN', 'package/usr/bin', 'repository', 'lists', 'home'])
    await mkdir(at(path), { recursive: true });
  const control = [
    `Package: ${NAME}`,
    'Version: 1.0',
    'Architecture: all',
    'Maintainer: nobody',
    'Description: x',
  ];
  await writeFile(at('package/DEBIAN/control'), `${control.join('\n')}\n`);
  await writeFile(at('package/usr/bin/example'), 'here');
  await run('dpkg-deb', ['--build', at('package'), at(`repository/${NAME}.deb`)]);
  const file = await readFile(at(`repository/${NAME}.deb`));
  const found = [`Filename: ./${NAME}.deb`, `Size: ${file.length}`, `SHA256: ${sha256(file)}`];
  await writeFile(at('repository/Packages'), `${[...control, ...found].join('\n')}\n`);
  await writeFile(at('sources.list'), `deb [trusted=yes] file:${at('repository')} ./\n`);
  // The machine's package lists: none yet, and only root may fetch them.
  const options = [
    `Dir::Etc::sourcelist "${at('sources.list')}";`,
    'Dir::Etc::sourceparts "/dev/null";',
    `Dir::State::lists "${at('lists')}";`,
  ];
  await writeFile(at('apt.conf'), `${options.join('\n')}\n`);
  await chmod(root, 0o755);
  await chmod(at('lists'), 0o555);
  await chmod(at('home'), 0o777);
});

afterAll(() => rm(root, { recursive: true, force: true }));

const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');

it('a Debian package comes with lists of our own where this user has none and may not fetch any', async () => {
  const module = pathToFileURL(
    join(testEnvironment('repository'), 'libs/servers/dist/debian-package.js'),
  ).href;
  const script = `const { unpackDebianPackages } = await import(${JSON.stringify(module)});
    await unpackDebianPackages([${JSON.stringify(NAME)}], ${JSON.stringify(at('home/unpacked'))}, console.log);`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], {
    cwd: at('home'),
    env: { PATH: process.env.PATH, HOME: at('home'), APT_CONFIG: at('apt.conf') },
    ...withoutRights,
  });
  expect(stdout).toContain('The package lists are missing or old: fetching them');
  expect(await readFile(at('home/unpacked/usr/bin/example'), 'utf8')).toBe('here');
  expect([await readdir(at('home')), await readdir(at('lists'))]).toEqual([['unpacked'], []]);
});
