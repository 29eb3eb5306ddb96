import {
  answerOf,
  DeviceKey,
  DeviceSession,
  type DeviceTokens,
  MeshError,
  type Node,
  pagesOf,
} from '@meshpair/client';
import { fetchTrusting, type Trust } from '../api/gateway-client.js';
import { CommandFailure, EXIT } from '../exit-codes.js';
import { endpointsOf, ownAddresses } from './own-addresses.js';
import type { DeviceState, StateFolder } from './state-folder.js';
import { wgQuickFile } from './wg-quick-file.js';
import { makeWireGuardKeys, type WireGuardKeys } from './wireguard-keys.js';

export interface DeviceOptions extends Trust {
  /** Where its tunnels listen. */
  readonly wgPort?: number | undefined;
}

/** This device in its mesh: what it asks of the gateway, and what it keeps of the answers. The folder's lock is held. */
export class Device {
  readonly session: DeviceSession;
  private told: string | undefined;
  private isOut = false;

  private constructor(
    private readonly folder: StateFolder,
    private state: DeviceState & { readonly wireguard: WireGuardKeys },
    key: DeviceKey,
    options: DeviceOptions,
  ) {
    this.session = new DeviceSession(
      {
        url: state.url,
        key,
        ...fetchTrusting({ ca: options.ca, pin: options.pin ?? state.pin }),
        onRenewed: (tokens) => this.keep(tokens),
      },
      state,
    );
  }

  /** With keys for tunnels, which are made where there are none. Throws a `CommandFailure` where no device has joined. */
  static async load(folder: StateFolder, options: DeviceOptions): Promise<Device> {
    const { wireguard: kept, ...state } = await folder.read();
    const keys = kept ?? makeWireGuardKeys(options.wgPort);
    const wireguard = { ...keys, port: options.wgPort ?? keys.port };
    if (wireguard.port !== kept?.port) await folder.write({ ...state, wireguard });
    return new Device(folder, { ...state, wireguard }, await DeviceKey.from(state.key), options);
  }

  /** Whether the mesh knows what is to be told. */
  get isReported(): boolean {
    return this.told === JSON.stringify(this.tunnel);
  }

  /** The WireGuard key, and where the device is reached now. */
  private get tunnel(): { readonly wireguardKey: string; readonly endpoints: string[] } {
    const { publicKey: wireguardKey, port } = this.state.wireguard;
    return { wireguardKey, endpoints: endpointsOf(ownAddresses(), port) };
  }

  async report(): Promise<void> {
    const { tunnel } = this;
    try {
      await this.keepNode(answerOf(this.session.mesh.PATCH('/me', { body: tunnel })));
      this.told = JSON.stringify(tunnel);
    } catch (error) {
      if (!(error instanceof MeshError) || error.code !== 'conflict') throw error;
      // Another node has this key: this folder is a copy of its.
      await this.write({ wireguard: makeWireGuardKeys(this.state.wireguard.port) });
    }
  }

  async heartbeat(): Promise<void> {
    await this.keepNode(answerOf(this.session.mesh.POST('/me/heartbeat')));
  }

  /** The file for wg-quick with the peers of now; none for a device that may not see them. */
  async wgQuickFile(): Promise<string> {
    const peers: Node[] = [];
    try {
      const pages = pagesOf((query) => this.session.mesh.GET('/me/peers', { params: { query } }));
      for await (const page of pages) peers.push(...page);
    } catch (error) {
      if (!(error instanceof MeshError) || error.code !== 'forbidden') throw error;
    }
    return this.wgQuickFileFor(peers);
  }

  wgQuickFileFor(peers: readonly Node[]): string {
    const { node: own, wireguard: keys } = this.state;
    return wgQuickFile({ own, keys, peers, addresses: ownAddresses() });
  }

  /** Takes the device out of the mesh, and forgets what opened it. Being out already is as good. */
  async leave(): Promise<void> {
    try {
      await answerOf(this.session.mesh.DELETE('/me'));
    } catch (error) {
      if (!isEnd(error)) throw error;
    }
    this.isOut = true;
    await this.folder.forget();
  }

  private async keepNode(answer: Promise<Node>): Promise<void> {
    const node = await answer;
    const isKnown =
      node.name === this.state.node.name && node.tunnelAddress === this.state.node.tunnelAddress;
    if (!isKnown) await this.write({ node });
  }

  /** A renewal does not carry the node, but as it was. */
  private keep({ node: _node, ...tokens }: DeviceTokens): Promise<void> {
    return this.write(tokens);
  }

  private async write(changes: Partial<DeviceState>): Promise<void> {
    // A renewal that was under way brings nothing back.
    if (this.isOut) return;
    this.state = { ...this.state, ...changes };
    await this.folder.write(this.state);
  }
}

/** The session counts no more, and no other will. */
export const isEnd = (error: unknown): boolean => error instanceof MeshError && error.code === 'unauthorized';

export const nodeRemoved = (name: string): CommandFailure =>
  new CommandFailure(
    `"${name}" is no node of the mesh any more: its owner has removed it, or its session has ended. \`meshpair up <link> --again\` pairs it anew.`,
    EXIT.refused,
    'node_removed',
  );
