import { DeviceKey, joinMesh } from '@meshpair/client';
import { checkedUrl, gatewayUrl } from '../api/connection.js';
import { gatewayAt } from '../api/gateway-client.js';
import { configFile, readJson } from '../api/private-file.js';
import { type GivenSetupKey, givenSetupKey } from '../api/setup-key.js';
import { CommandFailure, EXIT } from '../exit-codes.js';
import type { Printer } from '../output/printer.js';
import {
  aboutThisDevice,
  credentialsAreThere,
  type DeviceCredentials,
  type JoinOptions,
  keep,
  newDeviceKey,
} from './device-credentials.js';

/** Joins without a code: by a setup key, or as the node that these credentials are of. */
export async function joinBySetupKey(
  printer: Printer,
  options: JoinOptions,
  interrupted: AbortSignal,
): Promise<void> {
  const file = options.output ?? configFile('device.json');
  const earlier = await readJson<DeviceCredentials>(file);
  const given = await givenSetupKey(options, printer);
  if (!given && !earlier)
    throw new CommandFailure(
      'Give the join link or token, or a setup key: by --setup-key-file or MESHPAIR_SETUP_KEY',
      EXIT.usage,
      'no_join_target',
    );
  const url = await gatewayOf(options, given, earlier);
  if (earlier && earlier.url !== url && !options.again) throw credentialsAreThere(file, earlier);
  const { key: jwk, pin } = earlier ?? { key: newDeviceKey() };
  const trust = { ca: options.ca, pin: options.pin ?? pin };
  const mesh = gatewayAt(url, undefined, trust, await DeviceKey.from(jwk));
  const device = { ...aboutThisDevice(options), ...(earlier && { nodeId: earlier.node.id }) };
  const body = { device, ...(given && { setupKey: given.setupKey }) };
  const tokens = await joinMesh(mesh, body, {
    signal: interrupted,
    onAsked: ({ pairingId, expiresAt }) => {
      printer.emit({ state: 'DeviceConnected', pairingId, expiresAt });
      printer.say('Waiting for the owner to approve this device …');
    },
    onBusy: (seconds) => printer.say(`Too many devices join from here: trying again in ${seconds} s …`),
  });
  await keep(printer, file, { url, pin: trust.pin, ...tokens, key: jwk });
}

/** Where the setup key's link leads, or the option; else where the device has been before. */
async function gatewayOf(
  options: JoinOptions,
  given: GivenSetupKey | undefined,
  earlier: DeviceCredentials | undefined,
): Promise<string> {
  if (given?.url !== undefined) return checkedUrl(given.url, 'The setup key’s link');
  return earlier && options.url === undefined ? earlier.url : gatewayUrl(options);
}
