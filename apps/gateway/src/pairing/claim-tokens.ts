import { type ClaimedTokens, pairingCommands, registryCommands, type Reply } from '@meshpair/contracts';
import type { CommandBus } from '@meshpair/messaging';

interface Claim {
  readonly pairingId: string;
  readonly claimSecret: string;
}

/**
 * The tokens of a registered device, for the holder of its claim secret. The registry knows whom it has registered; what
 * else a pairing may be, and what was registered before the registry knew claim secrets, pairing says.
 */
export async function claimTokens(commands: CommandBus, claim: Claim): Promise<Reply<ClaimedTokens>> {
  const claimed = await commands.send(registryCommands.claimTokens, claim);
  return isUnknown(claimed) ? claimFromPairing(commands, claim) : claimed;
}

const isUnknown = (reply: Reply<ClaimedTokens>): boolean =>
  !reply.ok && reply.error.code === 'not_registered_yet';

async function claimFromPairing(commands: CommandBus, claim: Claim): Promise<Reply<ClaimedTokens>> {
  const authorized = await commands.send(pairingCommands.authorizeClaim, claim);
  if (!authorized.ok) return authorized;
  const { ownerId } = authorized.value;
  return commands.send(registryCommands.mintTokens, { ownerId, pairingId: claim.pairingId });
}
