import { type ClaimedTokens, pairingCommands, registryCommands, type Reply } from '@meshpair/contracts';
import type { CommandBus } from '@meshpair/messaging';

/** The tokens of a registered device, for the holder of its claim secret. */
export async function claimTokens(
  commands: CommandBus,
  { pairingId, claimSecret }: { readonly pairingId: string; readonly claimSecret: string },
): Promise<Reply<ClaimedTokens>> {
  const authorized = await commands.send(pairingCommands.authorizeClaim, { pairingId, claimSecret });
  if (!authorized.ok) return authorized;
  const { ownerId } = authorized.value;
  return commands.send(registryCommands.mintTokens, { ownerId, pairingId });
}
