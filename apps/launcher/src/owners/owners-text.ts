import type { MadeOwnerKey, OwnerKeyRecord, OwnerRecord, OwnerSummary } from '@meshpair/persistence';

export const ownersText = (owners: readonly OwnerSummary[]): string =>
  table(
    ['OWNER', 'NAME', 'DEVICES', 'LIVE KEYS', 'SINCE'],
    owners.map(({ ownerId, name, devices, liveKeys, createdAt }) => [
      ownerId,
      name,
      String(devices),
      String(liveKeys),
      createdAt.toISOString(),
    ]),
  );

export const keysText = ({
  owner,
  keys,
}: {
  readonly owner: OwnerRecord;
  readonly keys: readonly OwnerKeyRecord[];
}): string =>
  [
    `Keys of ${owner.name} (${owner.ownerId})`,
    table(
      ['KEY', 'MADE', 'STATE'],
      keys.map((key) => [key.keyId, key.createdAt.toISOString(), stateOf(key)]),
    ),
  ].join('\n');

export const madeKeyText = ({ owner, key, replaced }: MadeOwnerKey): string =>
  [
    `Owner   ${owner.name} (${owner.ownerId})`,
    `Key     ${key}`,
    '        Keep it: it is shown this once.',
    ...replaced.map((old) => `Old     ${old.keyId}: ${stateOf(old)}`),
  ].join('\n');

export const revokedText = ({
  key,
  liveKeys,
}: {
  readonly key: OwnerKeyRecord;
  readonly liveKeys: number;
}): string =>
  `The key ${key.keyId} is revoked.` +
  (liveKeys > 0 ? '' : ` Its owner has no key left: npm run owners -- rotate ${key.ownerId} makes one.`);

function stateOf({ isLive, endsAt }: OwnerKeyRecord): string {
  if (endsAt === null) return 'live';
  return `${isLive ? 'live until' : 'revoked'} ${endsAt.toISOString()}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
