import type { PersonRole } from '@meshpair/domain';

export const ROLE_NAMES: Readonly<Record<PersonRole, string>> = {
  owner: 'Owner',
  approver: 'Approver',
  viewer: 'Viewer',
};

/** After “you are” or “they are”. */
export const ROLE_MEANINGS: Readonly<Record<PersonRole, string>> = {
  owner: 'an owner: you may do everything.',
  approver: 'an approver: you see the mesh, pair devices and deny them.',
  viewer: 'a viewer: you see the mesh, and change nothing.',
};
