import type { Translate } from '@meshpair/words';

/** A device of the mesh that has the address of the one that wants to join. */
export interface ExistingDevice {
  readonly id: string;
  readonly name: string;
}

/** What the owner wants when another device has the address: the body of the verify says it so. */
export type AddressChoice =
  { readonly onIpConflict: 'allow' } | { readonly onIpConflict: 'replace'; readonly replaceNodeId: string };

export const KEEP_ALL: AddressChoice = { onIpConflict: 'allow' };

export const replacing = ({ id }: ExistingDevice): AddressChoice => ({
  onIpConflict: 'replace',
  replaceNodeId: id,
});

/** Whether this device is the one that the choice removes. */
export const isReplaced = (choice: AddressChoice, { id }: ExistingDevice): boolean =>
  choice.onIpConflict === 'replace' && choice.replaceNodeId === id;

/** The choice, if it can still be made among these devices: one that has gone cannot be replaced. */
export const choiceAmong = (choice: AddressChoice, devices: readonly ExistingDevice[]): AddressChoice =>
  devices.some((device) => isReplaced(choice, device)) ? choice : KEEP_ALL;

/** Who has the address, in a sentence. */
export function holdersWords(t: Translate, devices: readonly ExistingDevice[]): string {
  const [first] = devices;
  if (!first) return '';
  return devices.length === 1
    ? t('taken.byOne', { name: first.name })
    : t('taken.byMany', { count: devices.length });
}
