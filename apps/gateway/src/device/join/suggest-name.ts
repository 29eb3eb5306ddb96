import type { IncomingHttpHeaders } from 'node:http';
import { Name } from '@meshpair/contracts';
import type { Translate } from '@meshpair/words';

interface Family {
  readonly pattern: RegExp;
  readonly name: (t: Translate) => string;
  readonly platform: string;
}

const FAMILIES: readonly Family[] = [
  { pattern: /iPhone/, name: () => 'iPhone', platform: 'ios' },
  { pattern: /iPad/, name: () => 'iPad', platform: 'ios' },
  { pattern: /Android.*Mobile/, name: (t) => t('name.androidPhone'), platform: 'android' },
  { pattern: /Android/, name: (t) => t('name.androidTablet'), platform: 'android' },
  { pattern: /Macintosh/, name: () => 'Mac', platform: 'macos' },
  { pattern: /Windows/, name: (t) => t('name.windows'), platform: 'windows' },
  { pattern: /CrOS/, name: () => 'Chromebook', platform: 'chromeos' },
  { pattern: /Linux/, name: (t) => t('name.linux'), platform: 'linux' },
];

/** Asks Chromium to send the model too, before the page is drawn (secure pages only). */
export const ASK_FOR_MODEL = { 'accept-ch': 'Sec-CH-UA-Model', 'critical-ch': 'Sec-CH-UA-Model' } as const;

const MAX_READ = 512;

/** Browsers that keep the model to themselves say `K`; Firefox says `Mobile`. */
const NO_MODEL = /^(K|Mobile|Tablet|rv:.*)$/;

const agentOf = (headers: IncomingHttpHeaders): string => (headers['user-agent'] ?? '').slice(0, MAX_READ);

const familyOf = (headers: IncomingHttpHeaders): Family | undefined =>
  FAMILIES.find(({ pattern }) => pattern.test(agentOf(headers)));

/** What the device runs on, from its `User-Agent`; undefined when it does not say. */
export const platformOf = (headers: IncomingHttpHeaders): string | undefined => familyOf(headers)?.platform;

/** A first guess at a device's name: its model where the browser tells it, else its family. */
export function suggestName(t: Translate, headers: IncomingHttpHeaders): string {
  const known = familyOf(headers);
  const family = known?.name(t) ?? t('name.device');
  const model = modelOf(headers);
  if (model === undefined) return family;
  // A code like SM-G991B says little alone.
  const isCode = !/[a-z]/.test(model) || !model.includes(' ');
  const name = isCode && known ? `${family} ${model}` : model;
  return Name.safeParse(name).data ?? family;
}

function modelOf(headers: IncomingHttpHeaders): string | undefined {
  const hint = headers['sec-ch-ua-model'];
  const hinted = typeof hint === 'string' ? /^"([^"\\]{1,40})"$/.exec(hint)?.[1] : undefined;
  const told = /Android [\d.]+; ([^;)]{1,40}?)(?: Build\/[^;)]*)?[;)]/.exec(agentOf(headers))?.[1];
  return [hinted, told].find((model) => model !== undefined && !NO_MODEL.test(model));
}
