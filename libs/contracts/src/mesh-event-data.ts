import { z } from 'zod';
import type { MeshEventData } from '@meshpair/domain';
import { Id, Timestamp } from './fields.js';

const NamedNode = z.strictObject({ nodeId: Id, name: z.string() });
const OwnerKeyRef = z.strictObject({ keyId: Id });
const PeerTokenRef = z.strictObject({ nodeId: Id, peerTokenId: Id });

/** The `data` of each event of the mesh. */
export const MESH_EVENT_DATA: { readonly [Type in keyof MeshEventData]: z.ZodType<MeshEventData[Type]> } = {
  PinRejected: z.strictObject({ attemptsLeft: z.int() }),
  CodeUsedAgain: z.strictObject({ device: z.strictObject({ name: z.string(), ip: z.string() }) }),
  NodeRenamed: NamedNode.extend({ previousName: z.string() }),
  NodePermissionsChanged: NamedNode.extend({
    permissions: z.array(z.string()),
    previousPermissions: z.array(z.string()),
  }),
  NodeRemoved: NamedNode,
  NodeLeft: NamedNode,
  PeerTokenRefreshed: PeerTokenRef,
  PeerTokenReused: PeerTokenRef,
  TokenRevoked: z.strictObject({ nodeId: Id, use: z.enum(['session', 'peer']), tokenId: Id }),
  ConsoleSignedIn: OwnerKeyRef.extend({ by: z.enum(['key', 'code']) }),
  ConsoleSignedOut: OwnerKeyRef,
  OwnerCreated: z.strictObject({ name: z.string() }),
  OwnerKeyCreated: OwnerKeyRef,
  OwnerKeyRevoked: OwnerKeyRef.extend({ endsAt: Timestamp }),
};
