import { expect } from '@jest/globals';
import { registryCommands, type Reply } from '@meshpair/contracts';
import { partsOfOwnerKey } from '@meshpair/domain';
import { CommandBus } from '@meshpair/messaging';
import type { RunningSystem } from '@meshpair/testing';
import type { WatchedMesh } from './watched-mesh.js';

const valueOf = <T>(reply: Reply<T>): T => {
  if (!reply.ok) throw new Error(`refused: ${reply.error.code}`);
  return reply.value;
};

/** Links an account as a gateway does whose provider vouches for it; its id. */
async function linkAccount(system: RunningSystem, key: string): Promise<string> {
  const bus = new CommandBus({ natsUrl: system.natsUrls.gateway, name: 'a gateway' });
  await bus.onModuleInit();
  try {
    const [row] = await system.query('select owner_id from registry.owner_keys where key_id = $1', [
      partsOfOwnerKey(key)?.keyId,
    ]);
    const ownerId = String(row?.owner_id);
    const { state } = valueOf(await bus.send(registryCommands.offerAccountLink, { ownerId, key }));
    const account = { issuer: 'https://id.example', subject: 'grace-1', label: 'grace' };
    valueOf(await bus.send(registryCommands.linkAccount, { ...account, state }));
    const { items } = valueOf(await bus.send(registryCommands.listAccounts, { ownerId }));
    return items[0]?.accountId ?? '';
  } finally {
    await bus.onApplicationShutdown();
  }
}

/** All that can happen to a linked account, each with its event. */
export async function accountHappens({ system, client, key, newest }: WatchedMesh): Promise<void> {
  const accountId = await linkAccount(system, key);
  const data = { accountId, issuer: 'https://id.example', label: 'grace' };
  const isByKey = { actorkind: 'owner', actorid: key.split('_')[1], data };
  expect(await newest('AccountLinked', ({ subject }) => subject === accountId)).toMatchObject(isByKey);
  const removal = { method: 'DELETE', path: `/owner/accounts/${accountId}`, bearer: key };
  expect((await client.call(removal)).status).toBe(204);
  expect(await newest('AccountUnlinked', ({ subject }) => subject === accountId)).toMatchObject(isByKey);
}
