import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { configFile, readJson, writePrivateJson } from '../api/private-file.js';
import type { DeviceCredentials } from '../commands/device-credentials.js';
import { CommandFailure, EXIT } from '../exit-codes.js';
import type { WireGuardKeys } from './wireguard-keys.js';

/** All that a device keeps (mode 0600): its credentials, as `meshpair join` writes them, and the keys of its tunnels. */
export interface DeviceState extends DeviceCredentials {
  readonly wireguard?: WireGuardKeys;
}

/** Where a device keeps its state. systemd names a folder for it; `meshpair join` keeps credentials beside those of owners. */
export class StateFolder {
  readonly file: string;
  /** Its user's alone: who may reach the socket in it may ask for tokens. */
  readonly agentFolder: string;

  constructor(given: string | undefined, environment = process.env) {
    const folder = given ?? (environment.STATE_DIRECTORY || dirname(configFile('device.json', environment)));
    this.file = join(folder, 'device.json');
    this.agentFolder = join(folder, 'agent');
  }

  get socket(): string {
    return join(this.agentFolder, 'socket');
  }

  async make(): Promise<void> {
    await mkdir(this.agentFolder, { recursive: true, mode: 0o700 });
  }

  /** Whether a device has joined. */
  async isThere(): Promise<boolean> {
    return (await readJson(this.file)) !== undefined;
  }

  /** Throws a `CommandFailure` where no device has joined. */
  async read(): Promise<DeviceState> {
    const state = await readJson<DeviceState>(this.file);
    if (state) return state;
    throw new CommandFailure(
      `This device is in no mesh: ${this.file} is not there. \`meshpair up <link>\` joins one.`,
      EXIT.unauthorized,
      'not_joined',
    );
  }

  write(state: DeviceState): Promise<void> {
    return writePrivateJson(this.file, state);
  }

  async forget(): Promise<void> {
    await rm(this.file, { force: true });
  }
}
