/** What both the console and the device’s pages say. */
export const EVERYWHERE = {
  'time.justNow': 'just now',
  'permission.mesh:read': 'See the other nodes',
  'permission.mesh:connect': 'Connect to other nodes',
} as const;
