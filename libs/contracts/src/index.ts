export * from './cloud-event.js';
export * from './command.js';
export * from './event-data.js';
export * from './failure.js';
export * from './fields.js';
export * from './ip-address.js';
export * from './name.js';
export * as pairingCommands from './pairing-commands.js';
export * as registryCommands from './registry-commands.js';
export * from './problem.js';
export * from './reply.js';
export * from './views.js';
export {
  ConnectDeviceBody,
  connectProofText,
  IP_CONFLICT_ACTIONS,
  PAIRING_CHANGED,
  PAIRING_QUEUE,
  pairingChangedSubject,
  StartPairingBody,
  VerifyPinBody,
  type AuditPage,
  type ConnectedDevice,
  type PairingChanged,
  type PairingReader,
  type StartedPairing,
  type VerifiedPin,
} from './pairing-commands.js';
export {
  OwnerKey,
  RefreshTokenBody,
  REGISTRY_QUEUE,
  UpdateMeBody,
  UpdateNodeBody,
  type ClaimedTokens,
  type ConsoleSession,
  type Introspection,
  type JsonWebKeySet,
  type NodesAt,
  type Owner,
  type RefreshedTokens,
} from './registry-commands.js';
