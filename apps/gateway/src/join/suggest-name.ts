const KNOWN: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android.*Mobile/, 'Android phone'],
  [/Android/, 'Android tablet'],
  [/Macintosh/, 'Mac'],
  [/Windows/, 'Windows PC'],
  [/CrOS/, 'Chromebook'],
  [/Linux/, 'Linux PC'],
];

/** A first guess at a device's name, from its `User-Agent`. */
export const suggestName = (userAgent = ''): string =>
  KNOWN.find(([pattern]) => pattern.test(userAgent.slice(0, 512)))?.[1] ?? 'My device';
