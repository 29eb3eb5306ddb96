import type { KnownPermission } from '@meshpair/contracts';
import type { Translate } from './translate.js';

const KNOWN: Readonly<Record<KnownPermission, true>> = { 'mesh:read': true, 'mesh:connect': true };

/** The scopes that the mesh itself knows. */
export const KNOWN_PERMISSIONS = Object.keys(KNOWN) as readonly KnownPermission[];

/** A scope as a person would say it; one that we do not know is shown as it is. */
export function permissionWords(t: Translate, scope: string): string {
  const known = KNOWN_PERMISSIONS.find((each) => each === scope);
  return known === undefined ? scope : t(`permission.${known}`);
}
