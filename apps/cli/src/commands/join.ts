import { createPrivateKey, generateKeyPairSync, sign, type webcrypto } from 'node:crypto';
import { hostname, platform } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type ClaimedTokens,
  type ConnectedDevice,
  connectProofText,
  type PairingView,
} from '@meshpair/contracts';
import { checkedUrl, type ConnectionOptions, gatewayUrl } from '../api/connection.js';
import { GatewayClient } from '../api/gateway-client.js';
import { readJoinTarget } from '../api/join-target.js';
import { configFile, readJson, writePrivateJson } from '../api/private-file.js';
import { CommandFailure, EXIT, pairingFailure } from '../exit-codes.js';
import type { Printer } from '../output/printer.js';

export interface JoinOptions extends ConnectionOptions {
  readonly target: string;
  readonly name?: string | undefined;
  readonly output?: string | undefined;
  /** Be the same node as in the credentials that are there already. */
  readonly again: boolean;
}

/** What a device keeps (mode 0600): who it is, and what opens the mesh to it. */
export interface DeviceCredentials extends ClaimedTokens {
  readonly url: string;
  readonly key: DeviceKey;
}

/** Joins a mesh: shows the PIN, waits for the owner, keeps the credentials. */
export async function join(printer: Printer, options: JoinOptions, interrupted: AbortSignal): Promise<void> {
  const { token, url: linkUrl } = readJoinTarget(options.target);
  const url = linkUrl ?? (await gatewayUrl(options));
  const file = options.output ?? configFile('device.json');
  const earlier = await earlierCredentials(file, options.again);
  const key = earlier?.key ?? newDeviceKey();
  const client = new GatewayClient(checkedUrl(url, 'The join link'), undefined, options.ca);
  const connected = await client.call<ConnectedDevice>('POST', '/pairing/connect', {
    json: {
      token,
      device: {
        name: options.name ?? (hostname().slice(0, 64) || 'device'),
        platform: platform(),
        nodeId: earlier?.node.id,
        ...proofOf(key, token),
      },
    },
    signal: interrupted,
  });
  showPin(printer, connected);
  await untilRegistered(client, connected, interrupted);
  const tokens = await claim(client, connected, interrupted);
  await writePrivateJson(file, { url, ...tokens, key } satisfies DeviceCredentials);
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

/** Polls as often as the gateway asks (RFC 8628 §3.5); an outage is waited out until the pairing expires. */
async function untilRegistered(
  client: GatewayClient,
  { pairingId, claimSecret, expiresAt, pollIntervalSeconds }: ConnectedDevice,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const pairing = await waitOut(
      () => client.call<PairingView>('GET', `/pairing/${pairingId}`, { bearer: claimSecret, signal }),
      signal,
    );
    if (pairing?.state === 'DeviceRegistered') return;
    const isLate = Date.now() > Date.parse(expiresAt) && pairing?.state === 'DeviceConnected';
    const reason = isLate ? 'expired' : pairing?.reason;
    if (pairing?.state === 'Failed' || isLate) throw pairingFailure(reason);
    await delay(pollIntervalSeconds * 1000, undefined, { signal });
  }
}

/** A claim may be repeated until the session is used: an answer that was lost loses nothing. */
async function claim(
  client: GatewayClient,
  { pairingId, claimSecret, pollIntervalSeconds }: ConnectedDevice,
  signal: AbortSignal,
): Promise<ClaimedTokens> {
  for (;;) {
    const tokens = await waitOut(
      () =>
        client.call<ClaimedTokens>('POST', `/pairing/${pairingId}/claim`, { bearer: claimSecret, signal }),
      signal,
    );
    if (tokens) return tokens;
    await delay(pollIntervalSeconds * 1000, undefined, { signal });
  }
}

/** Undefined while the gateway cannot be reached or is busy. */
async function waitOut<Answer>(ask: () => Promise<Answer>, signal: AbortSignal): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (!signal.aborted && error instanceof CommandFailure && error.exitCode === EXIT.unavailable)
      return undefined;
    throw error;
  }
}

/** A device's own Ed25519 key, as it is kept in its credentials. */
type DeviceKey = webcrypto.JsonWebKey & { readonly x: string };

function newDeviceKey(): DeviceKey {
  const key = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  if (key.x === undefined) throw new Error('an Ed25519 key without x');
  return { ...key, x: key.x };
}

/** The public key, and the proof that the device holds its private half, for one join token. */
const proofOf = (key: DeviceKey, token: string): { publicKey: string; proof: string } => ({
  publicKey: key.x,
  proof: sign(null, Buffer.from(connectProofText(token)), createPrivateKey({ key, format: 'jwk' })).toString(
    'base64url',
  ),
});
