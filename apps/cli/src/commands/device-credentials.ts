import { generateKeyPairSync, type webcrypto } from 'node:crypto';
import { hostname, platform } from 'node:os';
import type { DeviceTokens } from '@meshpair/client';
import type { ConnectionOptions } from '../api/connection.js';
import { writePrivateJson } from '../api/private-file.js';
import type { SetupKeyOptions } from '../api/setup-key.js';
import { CommandFailure, EXIT } from '../exit-codes.js';
import type { Printer } from '../output/printer.js';

export interface JoinOptions extends ConnectionOptions, SetupKeyOptions {
  /** The join link or token; without it a setup key is given elsewhere. */
  readonly target?: string | undefined;
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

/** A device's own Ed25519 key, as it is kept in its credentials. */
export type DeviceJwk = webcrypto.JsonWebKey & { readonly x: string };

export function newDeviceKey(): DeviceJwk {
  const key = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  if (key.x === undefined) throw new Error('an Ed25519 key without x');
  return { ...key, x: key.x };
}

export const aboutThisDevice = ({
  name,
}: Pick<JoinOptions, 'name'>): { readonly name: string; readonly platform: string } => ({
  name: name ?? (hostname().slice(0, 64) || 'device'),
  platform: platform(),
});

/** Keeps the credentials of a device that has joined, and says so. */
export async function keep(printer: Printer, file: string, credentials: DeviceCredentials): Promise<void> {
  await writePrivateJson(file, credentials);
  const { node, permissions } = credentials;
  printer.emit({ state: 'DeviceRegistered', node, permissions, file });
  printer.say();
  printer.say(`Paired: this device is the node "${node.name}" (${node.id}).`);
  printer.say(`Its credentials are in ${file}; only you can read them.`);
}

/** They are of another device of ours: nothing is written over them unasked. */
export const credentialsAreThere = (file: string, { node }: DeviceCredentials): CommandFailure =>
  new CommandFailure(
    `${file} holds the credentials of "${node.name}". --again pairs the same node anew, --output keeps another one beside it.`,
    EXIT.usage,
    'already_paired',
  );
