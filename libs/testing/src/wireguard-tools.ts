import { execFile } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { locateWgQuick } from '@meshpair/servers';
import { testEnvironment } from './test-environment.js';

const run = promisify(execFile);

/** wg-quick makes itself root before it reads a file; in a user namespace it is so already. */
const AS_ROOT = process.getuid?.() === 0 ? [] : ['unshare', '--user', '--map-root-user'];

/** `wg` and `wg-quick` of Debian's wireguard-tools. */
export interface WireGuardTools {
  /** What is left of a file for wg-quick for `wg setconf`; rejects where that does not take the file. */
  strip(path: string): Promise<string>;
  publicKeyOf(privateKey: string): Promise<string>;
}

export async function wireGuardTools(): Promise<WireGuardTools> {
  const { command } = await locateWgQuick(testEnvironment('programs'), console.log);
  const folder = dirname(command);
  const env = { ...process.env, PATH: [folder, process.env['PATH']].join(delimiter) };
  return {
    async strip(path) {
      const [program = '', ...args] = [...AS_ROOT, 'bash', command, 'strip', path];
      return (await run(program, args, { env })).stdout;
    },
    async publicKeyOf(privateKey) {
      const asked = run(join(folder, 'wg'), ['pubkey']);
      asked.child.stdin?.end(`${privateKey}\n`);
      return (await asked).stdout.trim();
    },
  };
}
