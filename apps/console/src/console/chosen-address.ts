import { signal } from '@preact/signals';
import { chooseAddress, type MeshAddress } from '../rules/choose-address.js';

const KEY = 'meshpair.address';
const chosen = signal(localStorage.getItem(KEY));

/** The address for the next code. */
export const addressFor = (addresses: readonly MeshAddress[]): MeshAddress | undefined =>
  chooseAddress(addresses, chosen.value);

/** Keeps the owner's choice for the next time. */
export function keepAddress(url: string): void {
  chosen.value = url;
  localStorage.setItem(KEY, url);
}
