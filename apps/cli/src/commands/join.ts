import { createPrivateKey, generateKeyPairSync, sign, type webcrypto } from 'node:crypto';
import { hostname, platform } from 'node:os';
import {
  claimTokens,
  connectDevice,
  type ConnectedDevice,
  DeviceKey,
  type DeviceTokens,
} from '@meshpair/client';
import { connectProofText } from '@meshpair/contracts';
import { checkedUrl, type ConnectionOptions, gatewayUrl } from '../api/connection.js';
import { gatewayAt } from '../api/gateway-client.js';
import { readJoinTarget } from '../api/join-target.js';
import { configFile, readJson, writePrivateJson } from '../api/private-file.js';
import { CommandFailure, EXIT } from '../exit-codes.js';
import type { Printer } from '../output/printer.js';

export interface JoinOptions extends ConnectionOptions {
  readonly target: string;
  readonly name?: string | undefined;
  readonly output?: string | undefined;
  /** Be the same node as in the credentials that are there already. */
  readonly again: boolean;
}

/** What a device keeps (mode 0600): who it is, and what opens the mesh to it. */
export interface DeviceCredentials extends DeviceTokens {
  readonly url: string;
  readonly key: DeviceJwk;
  /** The certificate of its gateway, where the mesh has made its own. */
  readonly pin?: string | undefined;
}

/** Joins a mesh: shows the PIN, waits for the owner, keeps the credentials. */
export async function join(printer: Printer, options: JoinOptions, interrupted: AbortSignal): Promise<void> {
  const { by, url: linkUrl } = readJoinTarget(options.target);
  const url = linkUrl ?? (await gatewayUrl(options));
  const file = options.output ?? configFile('device.json');
  const earlier = await earlierCredentials(file, options.again);
  const key = earlier?.key ?? newDeviceKey();
  const { pin } = options;
  const proving = await DeviceKey.from(key);
  const mesh = gatewayAt(checkedUrl(url, 'The join link'), undefined, options, proving);
  const device = {
    name: options.name ?? (hostname().slice(0, 64) || 'device'),
    platform: platform(),
    nodeId: earlier?.node.id,
    ...proofOf(key, 'token' in by ? by.token : by.code),
  };
  const connected = await connectDevice(mesh, { ...by, device }, interrupted);
  showPin(printer, connected);
  const tokens = await claimTokens(mesh, connected, { signal: interrupted });
  await writePrivateJson(file, { url, pin, ...tokens, key } satisfies DeviceCredentials);
  printer.emit({ state: 'DeviceRegistered', node: tokens.node, permissions: tokens.permissions, file });
  printer.say();
  printer.say(`Paired: this device is the node "${tokens.node.name}" (${tokens.node.id}).`);
  printer.say(`Its credentials are in ${file}; only you can read them.`);
}

async function earlierCredentials(file: string, again: boolean): Promise<DeviceCredentials | undefined> {
  const earlier = await readJson<DeviceCredentials>(file);
  if (earlier === undefined || again) return earlier;
  throw new CommandFailure(
    `${file} holds the credentials of "${earlier.node.name}". --again pairs the same node anew, --output keeps another one beside it.`,
    EXIT.usage,
    'already_paired',
  );
}

function showPin(printer: Printer, { pairingId, pin, expiresAt }: ConnectedDevice): void {
  printer.emit({ state: 'DeviceConnected', pairingId, pin, expiresAt });
  printer.say();
  printer.say(`    ${pin.slice(0, 3).split('').join(' ')}   ${pin.slice(3).split('').join(' ')}`);
  printer.say();
  printer.say('Type this PIN where the QR code is. Waiting for the owner …');
}

/** A device's own Ed25519 key, as it is kept in its credentials. */
type DeviceJwk = webcrypto.JsonWebKey & { readonly x: string };

function newDeviceKey(): DeviceJwk {
  const key = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  if (key.x === undefined) throw new Error('an Ed25519 key without x');
  return { ...key, x: key.x };
}

/** The public key, and the proof that the device holds its private half, for one join token or code. */
const proofOf = (key: DeviceJwk, tokenOrCode: string): { publicKey: string; proof: string } => ({
  publicKey: key.x,
  proof: sign(
    null,
    Buffer.from(connectProofText(tokenOrCode)),
    createPrivateKey({ key, format: 'jwk' }),
  ).toString('base64url'),
});
