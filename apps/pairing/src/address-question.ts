import { type NodesAt, registryCommands, type RequestOf } from '@meshpair/contracts';
import type { IpConflictChoice } from '@meshpair/domain';
import type { CommandBus } from '@meshpair/messaging';
import type { Settings } from '@meshpair/settings';

/** How long a pairing waits for the registry to tell who has an address; then it goes on without. */
export const ADDRESS_DEADLINE_MS = 500;

export type AddressQuestion = RequestOf<typeof registryCommands.nodesAt>;

/** What the use cases know of other devices at an address. */
export interface Addresses {
  readonly policy: Settings['IP_CONFLICT_POLICY'];
  /** Who has it; undefined when the registry does not answer in time. */
  readonly ask: (question: AddressQuestion) => Promise<NodesAt | undefined>;
}

/** Whether another device at the address is in the way: the owner's choice counts before the policy. */
export const isIpConflict = ({ policy }: Addresses, choice?: IpConflictChoice): boolean =>
  (choice?.action ?? policy) !== 'allow';

/** Asks the registry, which stays the last judge: an answer may be old when it comes. */
export const addressesOf = (bus: Pick<CommandBus, 'send'>, policy: Addresses['policy']): Addresses => ({
  policy,
  ask: async (question) => {
    const reply = await bus.send(registryCommands.nodesAt, question, { deadlineMs: ADDRESS_DEADLINE_MS });
    return reply.ok ? reply.value : undefined;
  },
});
