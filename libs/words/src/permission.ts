import type { KnownPermission } from '@meshpair/contracts';

const TO_THE_OWNER: Readonly<Record<KnownPermission, string>> = {
  'mesh:read': 'See the other nodes',
  'mesh:connect': 'Connect to other nodes',
};

const TO_THE_DEVICE: Readonly<Record<KnownPermission, string>> = {
  'mesh:read': 'See the other nodes',
  'mesh:connect': 'Connect to them',
};

/** The scopes that the mesh itself knows. */
export const KNOWN_PERMISSIONS = Object.keys(TO_THE_OWNER);

/** A scope as a person would say it; one that we do not know is shown as it is. */
const permissionWords =
  (words: Readonly<Record<string, string>>) =>
  (scope: string): string =>
    words[scope] ?? scope;

/** What a device may do, to its owner. */
export const permissionOfDevice = permissionWords(TO_THE_OWNER);

/** What this device may do, to the one who holds it. */
export const ownPermission = permissionWords(TO_THE_DEVICE);
