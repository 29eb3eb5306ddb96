import {
  accepted,
  type PeerPolicy,
  refused,
  type registryCommands,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import { byOwner } from '@meshpair/domain';
import type { RegistryContext } from '../registry-context.js';

export const readPeerPolicy = async (
  { policies }: RegistryContext,
  { ownerId }: RequestOf<typeof registryCommands.readPeerPolicy>,
): Promise<Reply<PeerPolicy>> => {
  const { rules } = await policies.read(ownerId);
  return accepted({ rules: [...rules] });
};

/** Devices see by it from their next look at their peers on. */
export async function setPeerPolicy(
  { policies, now, recorded }: RegistryContext,
  { rules, ...owner }: RequestOf<typeof registryCommands.setPeerPolicy>,
): Promise<Reply<PeerPolicy>> {
  const { ownerId, ...by } = byOwner(owner, now());
  if (!(await policies.write(ownerId, { rules }, by))) return refused('not_found');
  recorded();
  return accepted({ rules });
}
