import type { Translated } from '../translated.js';

export const EVERYWHERE: Translated<'everywhere'> = {
  'time.justNow': 'الآن',
  'permission.mesh:read': 'رؤية العُقد الأخرى',
  'permission.mesh:connect': 'الاتصال بالعُقد الأخرى',
};
