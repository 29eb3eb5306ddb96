import type { Problem } from '@meshpair/contracts';

type Device = NonNullable<Problem['existingDevice']>;

/** What becomes of a device at the address of others, as the verify takes it. */
export interface AddressChoice {
  readonly onIpConflict: 'reject' | 'allow' | 'replace';
  readonly replaceNodeId?: string | undefined;
}

/** Who has the address, a line each; several are numbered. */
export const holderLines = (devices: readonly Device[]): readonly string[] =>
  devices.map(({ id, name }, index) => {
    const number = devices.length > 1 ? `${index + 1}. ` : '';
    return `${number}${name} (${id}) has this address already.`;
  });

export const choiceQuestion = (devices: readonly Device[]): string =>
  devices.length === 1
    ? '"keep" both, "replace" it, or "deny": '
    : '"keep" all, "replace <number>", or "deny": ';

/** What was typed, understood; undefined when it is none of the answers. */
export function readChoice(typed: string, devices: readonly Device[]): AddressChoice | 'deny' | undefined {
  const [word = '', which] = typed.toLowerCase().split(/\s+/);
  if (word === 'deny') return 'deny';
  if (word === 'keep') return { onIpConflict: 'allow' };
  if (word !== 'replace') return undefined;
  const only = which === undefined && devices.length === 1 ? devices[0] : undefined;
  const replaced =
    only ?? devices.find(({ id }, index) => which === `${index + 1}` || which === id.toLowerCase());
  return replaced && { onIpConflict: 'replace', replaceNodeId: replaced.id };
}
