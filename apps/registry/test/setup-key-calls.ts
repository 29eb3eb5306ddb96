import { randomBytes } from 'node:crypto';
import {
  type ClaimedTokens,
  type MadeSetupKey,
  registryCommands,
  type Reply,
  type RequestOf,
  type SetupKeyView,
} from '@meshpair/contracts';
import type { CommandBus } from '@meshpair/messaging';
import { OWNER_ID, OWNER_KEY, valueOf } from './registry-replicas.js';

type Wanted = Partial<RequestOf<typeof registryCommands.makeSetupKey>>;
type Joining = Partial<RequestOf<typeof registryCommands.joinMesh>>;

/** Of the key that each device has proven; to the registry a text. */
export const THUMBPRINT = 't'.repeat(43);

export const newKey = (): string => randomBytes(32).toString('base64url');

/** What an owner and its devices ask of the registry about setup keys. */
export class SetupKeyCalls {
  constructor(private readonly bus: CommandBus) {}

  make(wanted: Wanted = {}): Promise<Reply<MadeSetupKey>> {
    return this.bus.send(registryCommands.makeSetupKey, { ownerId: OWNER_ID, key: OWNER_KEY, ...wanted });
  }

  async made(wanted?: Wanted): Promise<MadeSetupKey> {
    return valueOf(await this.make(wanted));
  }

  join({ device, ...joining }: Joining): Promise<Reply<unknown>> {
    return this.bus.send(registryCommands.joinMesh, {
      publicKey: newKey(),
      provenKey: THUMBPRINT,
      ip: '192.0.2.1',
      ...joining,
      device: { name: 'Runner', ...device },
    });
  }

  async joined(joining: Joining): Promise<ClaimedTokens> {
    return (valueOf(await this.join(joining)) as { joined: ClaimedTokens }).joined;
  }

  async list(ownerId = OWNER_ID): Promise<readonly SetupKeyView[]> {
    return valueOf(await this.bus.send(registryCommands.listSetupKeys, { ownerId })).items;
  }

  async found({ setupKeyId }: MadeSetupKey): Promise<SetupKeyView | undefined> {
    return (await this.list()).find((key) => key.setupKeyId === setupKeyId);
  }

  revoke(setupKeyId: string, ownerId = OWNER_ID): Promise<Reply<unknown>> {
    return this.bus.send(registryCommands.revokeSetupKey, { ownerId, setupKeyId });
  }

  me(sessionToken: string): Promise<Reply<unknown>> {
    return this.bus.send(registryCommands.getMe, { sessionToken, provenKey: THUMBPRINT });
  }

  remove(nodeId: string): Promise<Reply<unknown>> {
    return this.bus.send(registryCommands.removeNode, { ownerId: OWNER_ID, nodeId });
  }
}
