import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { installAndBuildOrExit } from './install.mjs';
import { ROOT } from './run.mjs';
import { goOnWithSupportedNode } from './supported-node.mjs';

// Sends a ping across a tunnel: two network namespaces as two devices, each with the file that `meshpair wg` would write it, brought up by
// wg-quick on wireguard-go (or the kernel's WireGuard, where it has one). Needs root, and leaves nothing behind.

await goOnWithSupportedNode();
if (process.getuid?.() !== 0) {
  console.error('Network namespaces and tunnels are root’s to make: sudo npm run tunnel');
  process.exit(1);
}
await installAndBuildOrExit();
const { wgQuickFile } = await import('../apps/cli/dist/agent/wg-quick-file.js');
const { makeWireGuardKeys } = await import('../apps/cli/dist/agent/wireguard-keys.js');
const { locatePing, locateWgQuick, locateWireGuardGo } = await import('../libs/servers/dist/index.js');

const run = promisify(execFile);
const programs = join(ROOT, 'node_modules/.cache/meshpair-servers');
const wgQuick = await locateWgQuick(programs, console.log);
const wireguardGo = await locateWireGuardGo(programs, console.log);
const ping = await locatePing(programs, console.log);
const folder = await mkdtemp(join(tmpdir(), 'meshpair-tunnel-'));
const env = {
  ...process.env,
  PATH: [dirname(wgQuick.command), dirname(wireguardGo.command), process.env.PATH].join(delimiter),
  WG_QUICK_USERSPACE_IMPLEMENTATION: wireguardGo.command,
};

/** @param {'a' | 'b'} letter @param {1 | 2} number */
const device = (letter, number) => ({
  name: `meshpair-${letter}`,
  link: `mp-${letter}`,
  address: `192.0.2.${number}`,
  file: join(folder, `mesh-${letter}.conf`),
  keys: makeWireGuardKeys(51_819 + number),
  tunnelAddress: `fd5e:1c2a:90b3::${number}`,
});
const [one, other] = [device('a', 1), device('b', 2)];
const devices = [one, other];

/** @param {string} line */
const ip = (line) => run('ip', line.split(' '));
/** @param {string} namespace @param {string[]} command */
const within = (namespace, ...command) => run('ip', ['netns', 'exec', namespace, ...command], { env });

try {
  for (const { name } of devices) await ip(`netns add ${name}`);
  await ip(`link add ${one.link} netns ${one.name} type veth peer name ${other.link} netns ${other.name}`);
  for (const { name, link, address } of devices) {
    await ip(`-n ${name} address add ${address}/24 dev ${link}`);
    await ip(`-n ${name} link set ${link} up`);
  }
  for (const own of devices) {
    const peers = devices
      .filter((each) => each !== own)
      .map(({ name, tunnelAddress, keys, address }) => ({
        name,
        tunnelAddress,
        wireguardKey: keys.publicKey,
        endpoints: [`${address}:${keys.port}`],
      }));
    await writeFile(own.file, wgQuickFile({ own, keys: own.keys, peers, addresses: [] }), { mode: 0o600 });
    await within(own.name, 'bash', wgQuick.command, 'up', own.file);
  }
  const { stdout } = await within(one.name, ping.command, '-c', '3', '-W', '5', other.tunnelAddress);
  console.log(stdout.trim());
} catch (error) {
  console.error(/** @type {{ stderr?: string }} */ (error).stderr || error);
  process.exitCode = 1;
} finally {
  for (const { name, file } of devices) {
    await within(name, 'bash', wgQuick.command, 'down', file).catch(() => undefined);
    await ip(`netns del ${name}`).catch(() => undefined);
  }
  await rm(folder, { recursive: true, force: true });
}
