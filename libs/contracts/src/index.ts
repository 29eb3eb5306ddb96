export { type AccountAnswer, LinkedAccountView } from './account-commands.js';
export { AddedOwner, AddOwnerBody, OwnerSummary } from './admin-commands.js';
export * from './audit-chain.js';
export * from './audit-copy.js';
export * from './cloud-event.js';
export { DeviceCodeRuleBody, DeviceCodeRuleView } from './device-code-commands.js';
export * from './command.js';
export {
  Confirmation,
  DeviceSession,
  DPOP_ALGORITHMS,
  DPOP_WINDOW_SECONDS,
  Thumbprint,
  TokenType,
} from './device-credentials.js';
export * from './event-data.js';
export * from './failure.js';
export * from './fields.js';
export * from './ip-address.js';
export * from './name.js';
export {
  ActingPerson,
  ConsoleSessionView,
  MadeOwnerKey,
  MakeOwnerKeyBody,
  type OpenedBy,
  OwnerKey,
  OwnerKeyView,
} from './owner-commands.js';
export {
  ChangePersonBody,
  INVITATION_SECONDS,
  InvitationPreview,
  InvitationView,
  InvitePersonBody,
  JoinedPerson,
  PersonView,
} from './people-commands.js';
export {
  type PasskeyAnswer,
  PasskeyAssertion,
  PasskeyAttestation,
  PasskeyOptions,
  PasskeyView,
} from './passkey-commands.js';
export * from './node-search.js';
export * as pairingCommands from './pairing-commands.js';
export * as registryCommands from './registry-commands.js';
export * as webhookCommands from './webhook-commands.js';
export * from './problem.js';
export * from './reply.js';
export {
  type AskedJoin,
  JoinBody,
  MadeSetupKey,
  MakeSetupKeyBody,
  SETUP_KEY_SECONDS,
  SETUP_KEY_USES,
  SetupKeyText,
  SetupKeyView,
} from './setup-key-commands.js';
export { TouchRuleView, TouchSubject } from './touch-commands.js';
export * from './views.js';
export {
  ApprovePairingBody,
  ConnectDeviceBody,
  connectProofText,
  IP_CONFLICT_ACTIONS,
  PAIRINGS_CHANGED,
  PAIRING_QUEUE,
  StartPairingBody,
  VerifyPinBody,
  AUDIT_ORDERS,
  AskedDevice,
  AuditEventType,
  AuditPage,
  ChainPage,
  ChainProgress,
  ConnectedDevice,
  type PairingChanged,
  type PairingReader,
  StartedPairing,
  VerifiedPin,
} from './pairing-commands.js';
export {
  MESH_CHANGED,
  type MeshChanged,
  meshChangedSubject,
  AuditKey,
  CreateAuditKeyBody,
  MadeAuditKey,
  ChangedNodes,
  ChangeNodesBody,
  NodeRemoval,
  type NodeSelection,
  PeerPolicy,
  RemoveNodesBody,
  RestoredNodes,
  RefreshTokenBody,
  REGISTRY_QUEUE,
  UpdateMeBody,
  UpdateNodeBody,
  ConsoleSession,
  Introspection,
  type KeyHolder,
  type OpenedConsoleSession,
  AddressQuestion,
  MOST_ADDRESS_QUESTIONS,
  NodesAt,
  Owner,
  RefreshedTokens,
} from './registry-commands.js';
export {
  CreateWebhookBody,
  DeliveryCounts,
  DeliveryView,
  PushKey,
  ReplayedEvents,
  ReplayWebhookBody,
  RotateWebhookSecretBody,
  UpdateWebhookBody,
  WEBHOOKS_QUEUE,
  WebhookSecret,
  WebhookView,
  WebhookWithSecret,
} from './webhook-commands.js';
