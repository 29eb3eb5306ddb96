import { type MeshEvent, meshEvent, type RefusedStrangers } from './mesh-event.js';

/** What a gateway has refused since it last told, by whom. */
export interface RefusedRequests {
  /** A limit, in the words of the answer, and how often an owner ran into it. */
  readonly limits: readonly { readonly ownerId: string; readonly limit: string; readonly refused: number }[];
  /** Consoles that were to be signed in by a key that is not live, or whose secret was wrong. */
  readonly signIns: readonly { readonly keyId: string; readonly refused: number }[];
  readonly strangers: RefusedStrangers;
}

/** Of those that are named in refused requests, who there is. */
export interface KnownOwners {
  /** The owner who runs the mesh, and is told of strangers. */
  readonly first: string | undefined;
  readonly ownerIds: ReadonlySet<string>;
  readonly ownerOfKey: ReadonlyMap<string, string>;
}

/** What was refused, each in the trail of the owner whom it concerns. Keys of nobody are strangers'. */
export function refusalEvents(
  { limits, signIns, strangers }: RefusedRequests,
  { first, ownerIds, ownerOfKey }: KnownOwners,
  now: Date,
): readonly MeshEvent[] {
  const reached = limits
    .filter(({ ownerId }) => ownerIds.has(ownerId))
    .map(({ ownerId, limit, refused }) =>
      meshEvent('LimitReached', ownerId, { ownerId, actor: { kind: 'owner' }, now }, { limit, refused }),
    );
  const notSignedIn = signIns.flatMap(({ keyId, refused }) => {
    const ownerId = ownerOfKey.get(keyId);
    return ownerId === undefined
      ? []
      : [meshEvent('ConsoleRefused', ownerId, byStranger(ownerId, now), { keyId, refused })];
  });
  const byUnknownKeys = signIns
    .filter(({ keyId }) => !ownerOfKey.has(keyId))
    .reduce((sum, { refused }) => sum + refused, 0);
  const all = { ...strangers, unauthorized: strangers.unauthorized + byUnknownKeys };
  const isTold = first !== undefined && Object.values(all).some((count) => count > 0);
  return [
    ...reached,
    ...notSignedIn,
    ...(isTold ? [meshEvent('StrangersRefused', first, byStranger(first, now), all)] : []),
  ];
}

const byStranger = (ownerId: string, now: Date): Parameters<typeof meshEvent>[2] => ({
  ownerId,
  actor: { kind: 'stranger' },
  now,
});
