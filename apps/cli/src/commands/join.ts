import { createPrivateKey, sign } from 'node:crypto';
import { claimTokens, connectDevice, type ConnectedDevice, DeviceKey } from '@meshpair/client';
import { connectProofText } from '@meshpair/contracts';
import { checkedUrl, gatewayUrl } from '../api/connection.js';
import { gatewayAt } from '../api/gateway-client.js';
import { readJoinTarget } from '../api/join-target.js';
import { configFile, readJson } from '../api/private-file.js';
import { refuseAsArgument } from '../api/setup-key.js';
import type { Printer } from '../output/printer.js';
import {
  aboutThisDevice,
  credentialsAreThere,
  type DeviceCredentials,
  type DeviceJwk,
  type JoinOptions,
  keep,
  newDeviceKey,
} from './device-credentials.js';
import { joinBySetupKey } from './join-by-setup-key.js';

/** Joins a mesh: shows the PIN and waits for the owner, or uses a setup key; keeps the credentials. */
export async function join(printer: Printer, options: JoinOptions, interrupted: AbortSignal): Promise<void> {
  if (options.target === undefined) return joinBySetupKey(printer, options, interrupted);
  refuseAsArgument(options.target);
  const { by, url: linkUrl } = readJoinTarget(options.target);
  const url = linkUrl ?? (await gatewayUrl(options));
  const file = options.output ?? configFile('device.json');
  const earlier = await earlierCredentials(file, options.again);
  const key = earlier?.key ?? newDeviceKey();
  const { pin } = options;
  const proving = await DeviceKey.from(key);
  const mesh = gatewayAt(checkedUrl(url, 'The join link'), undefined, options, proving);
  const device = {
    ...aboutThisDevice(options),
    nodeId: earlier?.node.id,
    ...proofOf(key, 'token' in by ? by.token : by.code),
  };
  const connected = await connectDevice(mesh, { ...by, device }, interrupted);
  showPin(printer, connected);
  const tokens = await claimTokens(mesh, connected, { signal: interrupted });
  await keep(printer, file, { url, pin, ...tokens, key });
}

async function earlierCredentials(file: string, again: boolean): Promise<DeviceCredentials | undefined> {
  const earlier = await readJson<DeviceCredentials>(file);
  if (earlier === undefined || again) return earlier;
  throw credentialsAreThere(file, earlier);
}

function showPin(printer: Printer, { pairingId, pin, expiresAt }: ConnectedDevice): void {
  printer.emit({ state: 'DeviceConnected', pairingId, pin, expiresAt });
  printer.say();
  printer.say(`    ${pin.slice(0, 3).split('').join(' ')}   ${pin.slice(3).split('').join(' ')}`);
  printer.say();
  printer.say('Type this PIN where the QR code is. Waiting for the owner …');
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
