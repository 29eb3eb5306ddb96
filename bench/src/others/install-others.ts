import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

type Packages = Readonly<Record<string, { readonly version?: string; readonly optional?: boolean }>>;

/** bench/others, whose packages are none of the project's. */
export const OTHERS = fileURLToPath(new URL('../../others/', import.meta.url));

const read = (file: string): unknown => JSON.parse(readFileSync(join(OTHERS, file), 'utf8'));
const packagesOf = (file: string): Packages => (read(file) as { packages: Packages }).packages;

/** The version that is measured, as package.json pins it. */
export const versionOf = (name: string): string =>
  (read('package.json') as { dependencies: Record<string, string> }).dependencies[name] ?? 'unknown';

/** npm writes its own list last: a broken install has none. */
function isInstalled(): boolean {
  if (!existsSync(join(OTHERS, 'node_modules/.package-lock.json'))) return false;
  const installed = packagesOf('node_modules/.package-lock.json');
  return Object.entries(packagesOf('package-lock.json'))
    .filter(([path, wanted]) => path !== '' && !wanted.optional)
    .every(([path, wanted]) => installed[path]?.version === wanted.version);
}

/** Installs what the lock file names, where it is missing: that takes the network. Throws what npm says. */
export async function installOthers(say: (line: string) => void): Promise<void> {
  if (isInstalled()) return;
  say('Installing oidc-provider and better-auth in bench/others …');
  const npm = process.env['npm_execpath'];
  const install = ['install', '--no-save', '--no-audit', '--no-fund', '--ignore-scripts'];
  const [command, args] = npm === undefined ? ['npm', install] : [process.execPath, [npm, ...install]];
  await run(command, args, { cwd: OTHERS, shell: npm === undefined && process.platform === 'win32' });
}
