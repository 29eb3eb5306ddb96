import type { components, paths } from './schema.js';

type Json<Response> = Response extends { readonly content: { readonly 'application/json': infer Body } }
  ? Body
  : never;
type BodyOf<Operation> = Operation extends {
  readonly requestBody: { readonly content: { readonly 'application/json': infer Body } };
}
  ? Body
  : never;

export type Node = components['schemas']['Node'];
/** One node, with its live tokens and sessions. */
export type NodeDetails = components['schemas']['NodeDetails'];
/** The platforms and tags that nodes have. */
export type NodeFacets = components['schemas']['NodeFacets'];
export type PeerPolicy = components['schemas']['PeerPolicy'];
export type OwnerKey = components['schemas']['OwnerKey'];
export type OpenConsole = components['schemas']['ConsoleSessionView'];
export type OwnerSummary = components['schemas']['OwnerSummary'];
export type Person = components['schemas']['Person'];
export type Invitation = components['schemas']['Invitation'];
export type AcceptedInvitation = components['schemas']['AcceptedInvitation'];
export type InvitationPreview = Json<paths['/invitation/preview']['post']['responses'][200]>;
export type LinkedAccount = components['schemas']['LinkedAccount'];
export type PasskeyOptions = components['schemas']['PasskeyOptions'];
export type DeviceCodeRule = components['schemas']['DeviceCodeRule'];
export type TouchRule = components['schemas']['TouchRule']['rule'];
export type Passkey = components['schemas']['Passkey'];
export type PasskeyAssertion = components['schemas']['PasskeyAssertion'];
export type PasskeyAttestation = components['schemas']['PasskeyAttestation'];
export type SetupKey = components['schemas']['SetupKey'];
/** With the key itself, which is told this once. */
export type MadeSetupKey = components['schemas']['MadeSetupKey'];
/** A device that waits for its owner without a PIN. */
export type AskedDevice = components['schemas']['AskedDevice'];
export type JoinMeshBody = BodyOf<paths['/setup-keys/join']['post']>;
export type MakeSetupKeyBody = BodyOf<paths['/setup-keys']['post']>;
export type AuditKey = components['schemas']['AuditKey'];
export type Webhook = components['schemas']['Webhook'];
export type WebhookDelivery = components['schemas']['WebhookDelivery'];
export type Pairing = components['schemas']['Pairing'];
export type Problem = components['schemas']['Problem'];
/** A step of a pairing. */
export type PairingEvent = components['schemas']['Event'];
/** What an audit trail holds. Types and fields of tomorrow come as well: pass over what you do not know. */
export type AuditEvent = PairingEvent | components['schemas']['MeshEvent'];

export type StartPairingBody = BodyOf<paths['/pairing/start']['post']>;
export type ChangeNodesBody = BodyOf<paths['/nodes']['patch']>;
export type StartedPairing = Json<paths['/pairing/start']['post']['responses'][201]>;
export type ConnectDeviceBody = BodyOf<paths['/pairing/connect']['post']>;
export type ConnectedDevice = components['schemas']['ConnectedDevice'];
export type ApprovePairingBody = BodyOf<paths['/pairing/{id}/approve']['post']>;
export type VerifyPinBody = BodyOf<paths['/pairing/verify']['post']>;
export type VerifiedPin = Json<paths['/pairing/verify']['post']['responses'][200]>;
export type ClaimedTokens = components['schemas']['ClaimedTokens'];
export type ConsoleSession = Json<paths['/console/session']['get']['responses'][200]>;
