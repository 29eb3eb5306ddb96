import { registryCommands, type Reply } from '@meshpair/contracts';
import { partsOfOwnerKey } from '@meshpair/domain';
import { CommandBus } from '@meshpair/messaging';
import type { RunningSystem } from '@meshpair/testing';

const valueOf = <T>(reply: Reply<T>): T => {
  if (!reply.ok) throw new Error(`refused: ${reply.error.code}`);
  return reply.value;
};

/** Links an account as a gateway does whose provider vouches for it; its id. */
export async function linkAccount(system: RunningSystem, key: string): Promise<string> {
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
