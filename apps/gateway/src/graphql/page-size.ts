/** Nodes in one page. */
export const MAX_PAGE = 100;

/** Permissions of one node (`Permissions` of the contracts). */
export const MAX_PERMISSIONS = 32;
