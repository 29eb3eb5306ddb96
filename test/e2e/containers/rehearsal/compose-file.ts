import { parse } from 'yaml';

type Environment = Readonly<Record<string, string>>;

export interface ComposeService {
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly command?: readonly string[];
  readonly user?: string;
  readonly environment?: Environment;
  readonly volumes?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly ports?: readonly string[];
  readonly read_only?: boolean;
  readonly privileged?: boolean;
  readonly cap_add?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly restart?: string;
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly depends_on?: readonly string[] | Readonly<Record<string, { readonly condition: string }>>;
}

export type ComposeServices = Readonly<Record<string, ComposeService>>;

/** The services of a Compose file with its variables filled in. Throws for one that must be set and is not. */
export const composeServices = (text: string, environment: Environment): ComposeServices =>
  withValues(rawCompose(text).services, environment);

/** The file as it stands, with its anchors resolved and its variables not. */
export const rawCompose = (text: string): { readonly services: ComposeServices } & Record<string, unknown> =>
  parse(text, { merge: true }) as ReturnType<typeof rawCompose>;

/** The variables of an `.env` file. */
export const environmentFile = (text: string): Environment =>
  Object.fromEntries(
    [...text.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );

function withValues<T>(value: T, environment: Environment): T {
  if (typeof value === 'string') return interpolate(value, environment) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => withValues(item, environment)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withValues(item as unknown, environment)]),
  ) as T;
}

/** `$$`, `${NAME}`, `${NAME:-default}` and `${NAME:?message}`. */
const interpolate = (text: string, environment: Environment): string =>
  text.replace(/\$\$|\$\{(\w+)(?::([-?])([^}]*))?\}/g, (found, name?: string, kind?: string, rest = '') => {
    if (found === '$$' || name === undefined) return '$';
    const value = environment[name] ?? '';
    if (value !== '' || kind === undefined) return value;
    if (kind === '-') return rest as string;
    throw new Error(`${name} ${rest as string}`);
  });

export const dependenciesOf = ({ depends_on = [] }: ComposeService): readonly string[] =>
  Array.isArray(depends_on) ? (depends_on as readonly string[]) : Object.keys(depends_on);
