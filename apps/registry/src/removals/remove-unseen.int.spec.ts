import { describe, expect, it } from '@jest/globals';
import type { ClaimedTokens } from '@meshpair/contracts';
import { createTestDatabase, waitFor } from '@meshpair/testing';
import { startRegistries } from '../../test/registry-replicas.js';
import { newKey, SetupKeyCalls } from '../../test/setup-key-calls.js';

describe('an ephemeral node', () => {
  it('goes when nobody has seen it for as long as it may be unseen, with its event, and others stay', async () => {
    const database = await createTestDatabase();
    const registry = await startRegistries(2, database.url);
    const keys = new SetupKeyCalls(registry.bus);
    const { setupKey } = await keys.made({ uses: 4, ephemeralSeconds: 600 });
    const publicKeys = Array.from({ length: 4 }, newKey);
    const join = (publicKey: string): Promise<ClaimedTokens> => keys.joined({ setupKey, publicKey });
    const nodes = await Promise.all(publicKeys.map(join));
    const [gone, seen, used, paired] = nodes.map(({ node }) => node.id);
    const unseenFor = (seconds: number, ...ids: (string | undefined)[]): Promise<unknown> =>
      database.query(
        'update registry.mesh_nodes set last_seen_at = now() - make_interval(secs => $1) where node_id = any($2)',
        [seconds, ids],
      );
    await database.query('update registry.mesh_nodes set ephemeral_seconds = null where node_id = $1', [
      paired,
    ]);
    await database.query('update registry.device_sessions set last_used_at = now() where node_id = $1', [
      used,
    ]);
    await unseenFor(500, seen);
    await unseenFor(601, gone, used, paired);
    const left = async (): Promise<readonly unknown[]> =>
      (await database.query(`select node_id from registry.mesh_nodes where role = 'device'`)).map(
        ({ node_id: id }) => id,
      );
    await waitFor(async () => !(await left()).includes(gone), { message: 'the unseen node is removed' });
    expect(new Set(await left())).toEqual(new Set([seen, used, paired]));
    const removed = await database.query(`select event from registry.mesh_events where type = 'NodeRemoved'`);
    expect(removed).toEqual([
      {
        event: expect.objectContaining({
          subject: gone,
          actor: { kind: 'mesh' },
          data: { nodeId: gone, name: 'Runner', unseenSince: expect.any(String) },
        }),
      },
    ]);
    // Its setup key lets it in again, as another node.
    await database.query('update registry.setup_keys set uses = uses + 1');
    const back = await join(publicKeys[0] ?? '');
    expect(nodes.map(({ node }) => node.id)).not.toContain(back.node.id);
    await registry.stop();
    await database.drop();
  });
});
