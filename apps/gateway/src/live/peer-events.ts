import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { accepted, type DeviceSession, digestOf, registryCommands } from '@meshpair/contracts';
import { changesPeers } from '@meshpair/domain';
import { CommandBus } from '@meshpair/messaging';
import { valueOf } from '../http/problem-exception.js';
import { LiveFeed, type LiveSource } from './live-feed.js';
import { LiveStreams } from './live-streams.js';
import { MeshWatch } from './mesh-watch.js';
import { hasEnded, PairingWatch } from './pairing-watch.js';

/** How often an owner's nodes have changed since somebody began to listen. */
type Changes = number;

/** Says that there is something to list, and not what: a device sees only what its owner's policy shows it. */
const PEERS_CHANGED = { type: 'PeersChanged' };

const BEFORE_ANY = -1;

/** One message at the start, and one after the changes since the last. */
export function peerSource(
  listen: (onChange: (change: object) => void) => () => void,
): LiveSource<number, Changes> {
  let changes = 0;
  let latest: object | undefined;
  return {
    lookAgainMs: [],
    // Streams that open listen beside their feed: a change counts once.
    listen: (onChange) =>
      listen((change) => {
        if (change !== latest) changes += 1;
        latest = change;
        onChange();
      }),
    read: async () => accepted(changes),
    async write(known, stream) {
      if (known > stream.lastId) stream.write(known, PEERS_CHANGED);
      return false;
    },
  };
}

/** Tells devices that their peers may have changed. */
@Injectable()
export class PeerEvents {
  private readonly followed = new Map<string, Followed>();

  constructor(
    private readonly commands: CommandBus,
    private readonly pairings: PairingWatch,
    private readonly mesh: MeshWatch,
    private readonly streams: LiveStreams,
  ) {}

  /** Answers a request with a message now, and one whenever the device's peers may have changed; it ends with its session. */
  async follow(device: DeviceSession, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const authenticate = async () => valueOf(await this.commands.send(registryCommands.watchPeers, device));
    const { ownerId } = await authenticate();
    const { source, feed } = this.followedOf(ownerId);
    const followed = {
      kind: 'peers' as const,
      source,
      credential: { digest: digestOf(device.sessionToken), authenticate },
      first: async () => ({ after: BEFORE_ANY, page: valueOf(await source.read([])) }),
      feed: () => feed,
    };
    await this.streams.open(followed, request, reply);
  }

  private followedOf(ownerId: string): Followed {
    const known = this.followed.get(ownerId);
    if (known) return known;
    const source = peerSource((onChange) => {
      const stops = [
        this.mesh.listen(ownerId, (change) => changesPeers(change.type) && onChange(change)),
        this.pairings.listenToOwner(ownerId, (change) => hasEnded(change.state) && onChange(change)),
      ];
      return () => stops.forEach((stop) => stop());
    });
    const followed = { source, feed: new LiveFeed<number, Changes>(() => this.followed.delete(ownerId)) };
    this.followed.set(ownerId, followed);
    return followed;
  }
}

/** What all streams of one owner's devices share. */
interface Followed {
  readonly source: LiveSource<number, Changes>;
  readonly feed: LiveFeed<number, Changes>;
}
