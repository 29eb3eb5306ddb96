import type { Pool } from 'pg';
import { digestsMatch } from '@meshpair/domain';
import { isDatabaseUnavailable } from '../database-errors.js';
import { run } from '../statement.js';
import { type DecideJoin, joinGroup, type JoinRequest } from './join-group.js';
import { OwnerIsLocked, UnknownOwner } from './registration-errors.js';
import * as statements from './setup-key-statements.js';
import type { StoredSetupKey } from './setup-keys.js';

/** What became of one of many joins; an error is its own and no other's. */
export type SettledJoin<Outcome> =
  { readonly outcome: Outcome | 'setup_key_not_found' | 'node_removed' } | { readonly error: unknown };

/** Devices that join without a code: by a setup key, or as the node that they are. */
export class Joins {
  constructor(private readonly pool: Pool) {}

  /**
   * Those of one owner in order, in one transaction under the owner's lock: nodes, sessions, peer tokens, uses and events, or
   * nothing. Owners do not wait for each other. Refuses what leads to no owner: a setup key that is none, and a device without
   * one whose key no node has.
   */
  async join<Outcome>(
    requests: readonly JoinRequest[],
    decide: DecideJoin<Outcome>,
  ): Promise<readonly SettledJoin<Outcome>[]> {
    const owners = await Promise.all(requests.map((request) => this.ownerOf(request)));
    const settled = new Map<JoinRequest, SettledJoin<Outcome>>();
    await Promise.all(
      [...new Set(owners)].map(async (ownerId) => {
        const group = requests.filter((_, place) => owners[place] === ownerId);
        const outcomes =
          ownerId === undefined ? group.map(ofNobody) : await this.settle(ownerId, group, decide);
        group.forEach((request, place) => settled.set(request, outcomes[place] ?? { error: undefined }));
      }),
    );
    return requests.map((request) => settled.get(request) ?? { error: undefined });
  }

  /** All at once, or one by one when one of them spoils it for the others. */
  private async settle<Outcome>(
    ownerId: string,
    group: readonly JoinRequest[],
    decide: DecideJoin<Outcome>,
  ): Promise<readonly SettledJoin<Outcome>[]> {
    try {
      return (await joinGroup(this.pool, ownerId, group, decide)).map((outcome) => ({ outcome }));
    } catch (error) {
      const isHopeless =
        error instanceof UnknownOwner || error instanceof OwnerIsLocked || isDatabaseUnavailable(error);
      if (isHopeless || group.length === 1) return group.map(() => ({ error }));
    }
    const settled: SettledJoin<Outcome>[] = [];
    for (const request of group) settled.push(...(await this.settle(ownerId, [request], decide)));
    return settled;
  }

  private async ownerOf({ setupKey, publicKey, device }: JoinRequest): Promise<string | undefined> {
    if (!setupKey) {
      const values = [publicKey, device.nodeId ?? null];
      const [found] = await run<{ ownerId: string }>(this.pool, statements.FIND_OWNER_OF_KEY, values);
      return found?.ownerId;
    }
    const values = [setupKey.setupKeyId];
    const [found] = await run<StoredSetupKey>(this.pool, statements.FIND_SETUP_KEY, values);
    return found && digestsMatch(found.secretDigest, setupKey.secretDigest) ? found.ownerId : undefined;
  }
}

const ofNobody = ({ setupKey }: JoinRequest): SettledJoin<never> => ({
  outcome: setupKey ? 'setup_key_not_found' : 'node_removed',
});
