import { Logger } from '@nestjs/common';
import {
  accepted,
  type AnswerOf,
  digestOf,
  type ProblemCode,
  refused,
  type registryCommands,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import { type JoinDecision, type MeshNode, partsOfSetupKey } from '@meshpair/domain';
import { describeDevice } from '@meshpair/service';
import type { RegistryContext } from '../registry-context.js';
import { mint } from './mint-tokens.js';

const logger = new Logger('Joins');

type Refusal = Exclude<JoinDecision['kind'], 'Join' | 'Return' | 'AskOwner'>;

const CODES: Readonly<Record<Refusal, ProblemCode>> = {
  NodeRemoved: 'node_removed',
  SetupKeyEnded: 'setup_key_ended',
  SetupKeyUsedUp: 'setup_key_used_up',
  IpConflict: 'ip_conflict',
  DeviceLimitReached: 'device_limit',
};

/** A device joins by its own key, and a setup key where it is no node yet. What is refused uses up nothing. */
export async function joinMesh(
  { joins, tokens, now, recorded }: Pick<RegistryContext, 'joins' | 'tokens' | 'now' | 'recorded'>,
  { setupKey, publicKey, provenKey, device, ip }: RequestOf<typeof registryCommands.joinMesh>,
): Promise<Reply<AnswerOf<typeof registryCommands.joinMesh>>> {
  const parts = setupKey === undefined ? undefined : partsOfSetupKey(setupKey);
  const key = parts && { setupKeyId: parts.keyId, secretDigest: digestOf(parts.secret) };
  const settled = await joins.add({ publicKey, keyThumbprint: provenKey, device, ip, setupKey: key });
  if ('error' in settled) throw settled.error;
  const { outcome } = settled;
  if (typeof outcome === 'string') return refused(outcome);
  const { decision, ownerId, written } = outcome;
  if (written) {
    recorded();
    tell(decision.kind === 'Join' ? 'Joined' : 'Returned', written.registered.node);
    const { node, peerToken, session } = written.registered;
    const bound = { ...session, keyThumbprint: provenKey };
    return accepted({ joined: mint(tokens, ownerId, { node, peerToken, session: bound }, now()) });
  }
  if (decision.kind === 'AskOwner' && outcome.key) {
    const { setupKeyId, label, permissions } = outcome.key;
    return accepted({ asked: { ownerId, setupKeyId, label, permissions: [...permissions] } });
  }
  return refused(CODES[decision.kind as Refusal]);
}

function tell(how: 'Joined' | 'Returned', { id, name, platform, ip }: MeshNode): void {
  const device = { name, platform, ip };
  logger.log(`${how}: ${describeDevice(device)}`, { outcome: how.toLowerCase(), nodeId: id, device });
}
