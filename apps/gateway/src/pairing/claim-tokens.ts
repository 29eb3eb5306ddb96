import { type ClaimedTokens, pairingCommands, registryCommands, type Reply } from '@meshpair/contracts';
import type { CommandBus } from '@meshpair/messaging';

interface Claim {
  readonly pairingId: string;
  readonly claimSecret: string;
  /** The thumbprint of the key that the device has proven: its tokens are bound to that. */
  readonly provenKey?: string | undefined;
}

/**
 * The tokens of a registered device, for the holder of its claim secret. The registry knows whom it has registered; what
 * else a pairing may be, and what was registered before the registry knew claim secrets, pairing says.
 */
export async function claimTokens(
  commands: CommandBus,
  { pairingId, claimSecret, provenKey }: Claim,
): Promise<Reply<ClaimedTokens>> {
  const claim = { pairingId, claimSecret };
  const claimed = await commands.send(registryCommands.claimTokens, { ...claim, provenKey });
  if (claimed.ok || !LEFT_TO_PAIRING.has(claimed.error.code)) return claimed;
  const authorized = await commands.send(pairingCommands.authorizeClaim, claim);
  if (!authorized.ok) return authorized;
  const { ownerId } = authorized.value;
  return commands.send(registryCommands.mintTokens, { ownerId, pairingId, provenKey });
}

/** Without the registry, pairing still knows that nothing is registered yet, or that the secret is wrong. */
const LEFT_TO_PAIRING: ReadonlySet<string> = new Set(['not_registered_yet', 'service_unavailable']);
