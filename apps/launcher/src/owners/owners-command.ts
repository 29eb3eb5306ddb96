import { parseArgs } from 'node:util';
import { Name } from '@meshpair/contracts';

/** What the operator asks for. */
export type OwnersCommand =
  | { readonly kind: 'help' }
  | { readonly kind: 'list' }
  | { readonly kind: 'create'; readonly name: string }
  | { readonly kind: 'keys'; readonly owner: string }
  | { readonly kind: 'rotate'; readonly reference: string; readonly graceSeconds: number }
  | { readonly kind: 'revoke'; readonly keyId: string };

/** A command line that asks for nothing that we know. */
export class BadCommandLine extends Error {}

export const OWNERS_USAGE = `npm run owners -- <command>

  create <name>                   add an owner; its first key is printed this once
  list                            the owners
  keys <owner>                    an owner's keys, without their secrets
  rotate <owner or key id>        a new key; the old one (all live ones of an owner) is revoked
    --grace <seconds>             the old key still counts for so long (30 days at most)
  revoke <key id>                 end a key

  --json                          print JSON (npm run --silent owners -- … --json)

<owner> is an owner's id or name; the key id is the middle part of mpo_<key id>_<secret>.
A revoked key is refused everywhere within five seconds.
Works on DATABASE_URL, or on the npm start that runs on DATA_DIR (.meshpair unless set).
`;

const MAX_GRACE_SECONDS = 30 * 86_400;

/** Reads the arguments. Throws a `BadCommandLine` that says what is wrong. */
export function readOwnersCommand(args: readonly string[]): { command: OwnersCommand; json: boolean } {
  const { values, positionals } = parse(args);
  const [verb, ...rest] = positionals;
  if (values.help === true || verb === undefined) return { command: { kind: 'help' }, json: false };
  const json = values.json === true;
  if (values.grace !== undefined && verb !== 'rotate') throw new BadCommandLine('--grace goes with rotate');
  const only = (what: string): string => {
    const [value, ...more] = rest;
    if (value === undefined || value === '' || more.length > 0) {
      throw new BadCommandLine(
        `${verb} takes one ${what}${more.length > 0 ? ' (quote it if it has spaces)' : ''}`,
      );
    }
    return value;
  };
  switch (verb) {
    case 'list':
      if (rest.length > 0) throw new BadCommandLine('list takes nothing');
      return { command: { kind: 'list' }, json };
    case 'create':
      return { command: { kind: 'create', name: ownerName(only('name')) }, json };
    case 'keys':
      return { command: { kind: 'keys', owner: only('owner') }, json };
    case 'rotate': {
      const reference = only('owner or key id');
      return { command: { kind: 'rotate', reference, graceSeconds: graceSeconds(values.grace) }, json };
    }
    case 'revoke':
      return { command: { kind: 'revoke', keyId: only('key id') }, json };
    default:
      throw new BadCommandLine(`There is no command ${verb}`);
  }
}

function parse(args: readonly string[]): {
  values: { help?: boolean; json?: boolean; grace?: string };
  positionals: string[];
} {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        json: { type: 'boolean' },
        grace: { type: 'string' },
      },
    });
  } catch (error) {
    throw new BadCommandLine((error as Error).message);
  }
}

function ownerName(text: string): string {
  const name = Name.safeParse(text);
  if (!name.success) throw new BadCommandLine(`The name ${name.error.issues[0]?.message ?? 'is not valid'}`);
  return name.data;
}

function graceSeconds(text: string | undefined): number {
  if (text === undefined) return 0;
  const seconds = Number(text);
  if (!/^\d+$/.test(text) || seconds > MAX_GRACE_SECONDS) {
    throw new BadCommandLine(`--grace takes whole seconds, ${MAX_GRACE_SECONDS} at most`);
  }
  return seconds;
}
