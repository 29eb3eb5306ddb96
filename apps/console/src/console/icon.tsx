import type { VNode } from 'preact';

const PATHS = {
  phone:
    'M8 3.5h8a1.5 1.5 0 0 1 1.5 1.5v14a1.5 1.5 0 0 1-1.5 1.5H8A1.5 1.5 0 0 1 6.5 19V5A1.5 1.5 0 0 1 8 3.5zM11 17.5h2',
  computer:
    'M4.5 5h15A1.5 1.5 0 0 1 21 6.5v8a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 14.5v-8A1.5 1.5 0 0 1 4.5 5zM9 20h6M12 16v4',
  host: 'M5 4h14a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM5 13h14a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1v-5a1 1 0 0 1 1-1zM7.5 7.5h.01M7.5 16.5h.01',
  check: 'M5 12.5 10 17.5 19.5 7',
  cross: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  warning: 'M12 4 21 19.5H3zM12 10v4.5M12 17h.01',
  pencil: 'M4.5 19.5l1-4L16 5l3 3L8.5 18.5z',
  enlarge: 'M14 4.5h5.5V10M10 19.5H4.5V14M19.5 4.5 13.5 10.5M4.5 19.5l6-6',
  copy: 'M9 9h10v10H9zM5 15V5h10',
  more: 'M5.5 12h.01M12 12h.01M18.5 12h.01',
  back: 'M14.5 6 8.5 12l6 6',
  search: 'M10.5 4.5a6 6 0 1 1 0 12 6 6 0 0 1 0-12zM15 15l4.5 4.5',
  clock: 'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM12 8v4.5l3 2',
} as const;

export type IconName = keyof typeof PATHS;

/** A line icon; always beside words that say the same. */
export const Icon = ({ name }: { readonly name: IconName }): VNode => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={PATHS[name]} />
  </svg>
);

/** The picture of a kind of node. */
export function nodeIcon(role: 'host' | 'device', platform: string | null): IconName {
  if (role === 'host') return 'host';
  return /windows|mac|linux|x11|cros/i.test(platform ?? '') && !/android|iphone|ipad/i.test(platform ?? '')
    ? 'computer'
    : 'phone';
}
