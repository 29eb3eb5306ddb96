const KNOWN: Readonly<Record<string, string>> = {
  'mesh:read': 'See the other nodes',
  'mesh:connect': 'Connect to other nodes',
};

/** A scope as a person would say it; one that we do not know is shown as it is. */
export const permissionWords = (scope: string): string => KNOWN[scope] ?? scope;
