import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { hasDebianPackages, unpackDebianPackages } from './debian-package.js';
import type { LineLog } from './spawn-process.js';

/** Where a server's program is, and what its environment needs beside. */
export interface ServerProgram {
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
}

interface Wanted {
  readonly program: string;
  /** The environment variable that names the program. */
  readonly setting: string;
  readonly packages: readonly string[];
  readonly elsewhere: string;
}

/** `nats-server`: from NATS_SERVER_BIN, the PATH, or Debian's package unpacked into `directory`. */
export const locateNatsServer = (directory: string, log: LineLog): Promise<ServerProgram> =>
  locate(directory, log, {
    program: 'nats-server',
    setting: 'NATS_SERVER_BIN',
    packages: ['nats-server'],
    elsewhere: 'https://docs.nats.io/running-a-nats-service/introduction/installation',
  });

/** `redis-server`: from REDIS_SERVER_BIN, the PATH, or Debian's packages unpacked into `directory`. */
export const locateRedisServer = (directory: string, log: LineLog): Promise<ServerProgram> =>
  locate(directory, log, {
    program: 'redis-server',
    setting: 'REDIS_SERVER_BIN',
    packages: ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1', 'libatomic1', 'libssl3'],
    elsewhere: 'https://redis.io/docs/latest/operate/oss_and_stack/install/',
  });

/** `nginx`, which an example is for: from NGINX_BIN, the PATH, or Debian's packages unpacked into `directory`. */
export const locateNginx = (directory: string, log: LineLog): Promise<ServerProgram> =>
  locate(directory, log, {
    program: 'nginx',
    setting: 'NGINX_BIN',
    packages: ['nginx', 'libcrypt1', 'libpcre2-8-0', 'libssl3', 'zlib1g'],
    elsewhere: 'https://nginx.org/en/docs/install.html',
  });

/** `caddy`, which an example is for, too: from CADDY_BIN, the PATH, or Debian's package unpacked into `directory`. */
export const locateCaddy = (directory: string, log: LineLog): Promise<ServerProgram> =>
  locate(directory, log, {
    program: 'caddy',
    setting: 'CADDY_BIN',
    packages: ['caddy'],
    elsewhere: 'https://caddyserver.com/docs/install',
  });

/** `wg-quick`, beside `wg`: from WG_QUICK_BIN, the PATH, or Debian's package unpacked into `directory`. */
export const locateWgQuick = (directory: string, log: LineLog): Promise<ServerProgram> =>
  locate(directory, log, {
    program: 'wg-quick',
    setting: 'WG_QUICK_BIN',
    packages: ['wireguard-tools'],
    elsewhere: 'https://www.wireguard.com/install/',
  });

/** WireGuard for a kernel without: from WIREGUARD_GO_BIN, the PATH, or Debian's package. */
export const locateWireGuardGo = (directory: string, log: LineLog): Promise<ServerProgram> =>
  locate(directory, log, {
    program: 'wireguard-go',
    setting: 'WIREGUARD_GO_BIN',
    packages: ['wireguard-go'],
    elsewhere: 'https://www.wireguard.com/xplatform/',
  });

/** `ping`: from PING_BIN, the PATH, or Debian's package. */
export const locatePing = (directory: string, log: LineLog): Promise<ServerProgram> =>
  locate(directory, log, {
    program: 'ping',
    setting: 'PING_BIN',
    packages: ['iputils-ping'],
    elsewhere: 'https://github.com/iputils/iputils',
  });

async function locate(directory: string, log: LineLog, wanted: Wanted): Promise<ServerProgram> {
  const { program, setting, packages } = wanted;
  const named = process.env[setting];
  if (named !== undefined && named !== '') {
    if (isExecutable(named)) return { command: named, env: {} };
    throw new Error(`${setting} is ${named}, but that is not a program that can be run`);
  }
  const installed = onPath(program);
  if (installed !== undefined) return { command: installed, env: {} };
  const unpacked = resolve(directory, program);
  if (!existsSync(unpacked)) {
    if (!(await hasDebianPackages())) throw new Error(howToGet(wanted, 'this is not a Debian system'));
    log(`There is no ${program} here: unpacking Debian's into ${unpacked}`);
    await unpackDebianPackages(packages, unpacked, log).catch((error: Error) => {
      throw new Error(howToGet(wanted, error.message.trim()), { cause: error });
    });
  }
  const command = ['usr/bin', 'usr/sbin', 'bin']
    .map((folder) => join(unpacked, folder, program))
    .find(isExecutable);
  if (command === undefined) throw new Error(howToGet(wanted, `it is not in ${unpacked}`));
  return { command, env: { LD_LIBRARY_PATH: libraryFolders(unpacked).join(delimiter) } };
}

const howToGet = ({ program, setting, elsewhere }: Wanted, reason: string): string =>
  `${program} was not found, and Debian's package could not be fetched: ${reason}\n` +
  `Install it (${elsewhere}), or name the program in ${setting}.`;

const onPath = (program: string): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, program))
    .find(isExecutable);

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Debian keeps libraries in usr/lib/<architecture triplet>. */
function libraryFolders(unpacked: string): readonly string[] {
  const lib = join(unpacked, 'usr/lib');
  if (!existsSync(lib)) return [];
  return readdirSync(lib)
    .filter((name) => name.includes('-linux-'))
    .map((name) => join(lib, name));
}
