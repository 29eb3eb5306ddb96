import {
  type AddressQuestion,
  MOST_ADDRESS_QUESTIONS,
  type NodesAt,
  registryCommands,
} from '@meshpair/contracts';
import type { IpConflictChoice } from '@meshpair/domain';
import type { CommandBus } from '@meshpair/messaging';
import { MicroBatch } from '@meshpair/service';
import type { Settings } from '@meshpair/settings';

/** How long a pairing waits for the registry to tell who has an address; then it goes on without. */
export const ADDRESS_DEADLINE_MS = 500;

/** None waits for the answer to another: what is asked in one turn of the event loop is asked by one message. */
const QUESTIONS = { maxItems: MOST_ADDRESS_QUESTIONS, concurrency: Infinity } as const;

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
export const addressesOf = (bus: Pick<CommandBus, 'send'>, policy: Addresses['policy']): Addresses => {
  const asking = new MicroBatch<AddressQuestion, NodesAt | undefined>({
    ...QUESTIONS,
    run: async (questions) => {
      const asked = { questions: [...questions] };
      const reply = await bus.send(registryCommands.nodesAt, asked, { deadlineMs: ADDRESS_DEADLINE_MS });
      return questions.map((_, index) => (reply.ok ? reply.value.answers[index] : undefined));
    },
  });
  return { policy, ask: (question) => asking.add(question) };
};
