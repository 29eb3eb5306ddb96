import type { Translate } from '@meshpair/words';

export interface MeshAddress {
  readonly url: string;
  readonly kind: 'configured' | 'lan' | 'other' | 'loopback';
  readonly interface: string | null;
}

const RANK: Readonly<Record<MeshAddress['kind'], number>> = { configured: 0, lan: 1, other: 2, loopback: 3 };

/** The address for the QR code: the one chosen before while it exists, else the one that most devices reach. */
export function chooseAddress(
  addresses: readonly MeshAddress[],
  chosenBefore: string | null,
): MeshAddress | undefined {
  const known = addresses.find(({ url }) => url === chosenBefore);
  return known ?? [...addresses].sort((one, other) => RANK[one.kind] - RANK[other.kind])[0];
}

/** `192.168.1.20:6969`: what a person reads off the screen. */
export const addressText = (url: string): string => url.replace(/^https?:\/\//, '').replace(/\/+$/, '');

/** `local network, eth0`. */
export const addressKind = (t: Translate, address: MeshAddress): string =>
  [t(`address.${address.kind}`), address.interface].filter((part) => part !== null).join(', ');
