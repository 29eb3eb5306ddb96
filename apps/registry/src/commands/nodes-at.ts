import {
  accepted,
  type NodesAt,
  type registryCommands,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import type { RegistryContext } from '../registry-context.js';

/** Which of an owner's devices have an address: id and name, and nothing else of them. */
export const nodesAt = async (
  { addresses }: RegistryContext,
  question: RequestOf<typeof registryCommands.nodesAt>,
): Promise<Reply<NodesAt>> => accepted(await addresses.add(question));
