import { Controller, Inject } from '@nestjs/common';
import {
  accepted,
  type AddedOwner,
  type OwnerSummary,
  refused,
  registryCommands,
  type Reply,
  type RequestsOf,
} from '@meshpair/contracts';
import { partsOfOwnerKey, writeOwnerKey } from '@meshpair/domain';
import { CommandHandler } from '@meshpair/messaging';
import { REGISTRY_CONTEXT, type RegistryContext } from '../registry-context.js';
import { KEY_WANTED } from './own-keys.js';

type Requests = RequestsOf<typeof registryCommands>;

const NO_ADMIN = refused('forbidden', { detail: 'This takes an owner who is marked admin' });

/** Answers the commands of owners who are marked admin. */
@Controller()
export class AdminsController {
  constructor(@Inject(REGISTRY_CONTEXT) private readonly context: RegistryContext) {}

  @CommandHandler(registryCommands.listOwners)
  async list({
    ownerId,
  }: Requests['listOwners']): Promise<Reply<{ readonly items: readonly OwnerSummary[] }>> {
    const { admins } = this.context;
    if (!(await admins.isAdmin(ownerId))) return NO_ADMIN;
    const owners = await admins.owners();
    return accepted({
      items: owners.map(({ createdAt, ...owner }) => ({ ...owner, createdAt: createdAt.toISOString() })),
    });
  }

  /** With a key that is in the answer this once. */
  @CommandHandler(registryCommands.addOwner)
  async add({ key, name, ...admin }: Requests['addOwner']): Promise<Reply<AddedOwner>> {
    const { admins, newId, now, recorded } = this.context;
    if (!(await admins.isAdmin(admin.ownerId))) return NO_ADMIN;
    const by = partsOfOwnerKey(key);
    if (!by) return KEY_WANTED;
    const ownerId = newId();
    const added = await admins.add({ ownerId, name, by, admin, now: now() });
    if (added === 'key_wanted') return KEY_WANTED;
    if (added === 'name_taken')
      return refused('conflict', { detail: 'There is an owner of that name already' });
    recorded();
    return accepted({ ownerId, name, keyId: added.keyId, key: writeOwnerKey(added) });
  }
}
