import {
  isDatabaseUnavailable,
  type OpenLimit,
  type OwnerIsFull,
  type PairingChange,
  type PairingRepository,
  type SaveOutcome,
} from '@meshpair/persistence';

/** How the save of one change ended; an error is for this change only. */
export type SaveResult = SaveOutcome | OwnerIsFull | { readonly error: unknown };

type Save = (changes: readonly PairingChange[]) => Promise<readonly (SaveOutcome | OwnerIsFull)[]>;

/** Saves the changes of a batch, by one statement, or two when new pairings are limited. The results by pairing id. */
export async function saveChanges(
  repository: PairingRepository,
  changes: readonly PairingChange[],
  limit: OpenLimit | undefined,
): Promise<ReadonlyMap<string, SaveResult>> {
  const isLimited = ({ expectedVersion }: PairingChange): boolean =>
    limit !== undefined && expectedVersion === 0;
  const results = await Promise.all([
    saveTogether(
      changes.filter((change) => !isLimited(change)),
      (some) => repository.save(some),
    ),
    limit ? saveTogether(changes.filter(isLimited), (some) => repository.saveNew(some, limit)) : [],
  ]);
  return new Map(results.flat());
}

/** One change that the database refuses must not fail the batch: after such an error each is saved alone. */
async function saveTogether(
  changes: readonly PairingChange[],
  save: Save,
): Promise<readonly (readonly [pairingId: string, SaveResult])[]> {
  if (changes.length === 0) return [];
  const ids = changes.map(({ state }) => state.pairingId);
  try {
    const outcomes = await save(changes);
    return ids.map((id, index) => [id, outcomes[index] ?? 'conflict'] as const);
  } catch (error) {
    if (changes.length === 1 || isDatabaseUnavailable(error))
      return ids.map((id) => [id, { error }] as const);
    return (await Promise.all(changes.map((change) => saveTogether([change], save)))).flat();
  }
}
