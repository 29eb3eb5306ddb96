import type { Translated } from '../translated.js';

export const EVERYWHERE: Translated<'everywhere'> = {
  'time.justNow': 'gerade eben',
  'permission.mesh:read': 'Die anderen Knoten sehen',
  'permission.mesh:connect': 'Sich mit anderen Knoten verbinden',
};
