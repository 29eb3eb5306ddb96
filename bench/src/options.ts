import { parseArgs } from 'node:util';

export interface BenchOptions {
  readonly atATime: readonly number[];
  readonly owners: readonly number[];
  readonly seconds: number;
  /** Of each service. */
  readonly replicas: number;
  readonly withOthers: boolean;
  readonly asJson: boolean;
}

export const USAGE = `npm run bench: whole pairing flows (start, connect, verify, registered, claim) beside bare
Postgres transactions, on durable servers in a scratch folder, with limits on. Nothing is left behind.

  --at-a-time 1,8,32,64,128   how many flows at a time, a point each
  --owners 100,1              by how many owners, a point each
  --seconds 10                how long a point takes
  --replicas 1                processes of each service but the keeper; the flows are shared among the gateways
  --others                    also the device flows (RFC 8628) of oidc-provider, on Postgres and on Redis with its
                              file synced each second, and of better-auth on Postgres, by the same driver; installs
                              them below bench/others the first time
  --json                      everything measured, as JSON on standard output

A ratio is that to the floor of the same run: four durable transactions a flow through pg, measured before and after.
Any unexpected answer voids the run. A point during which other processes took more than 10 % of the machine is marked.`;

const SWITCH = { type: 'boolean', default: false } as const;

/** Throws an error that names the option. */
export function readOptions(args: readonly string[]): BenchOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'at-a-time': { type: 'string', default: '1,8,32,64,128' },
      owners: { type: 'string', default: '100,1' },
      seconds: { type: 'string', default: '10' },
      replicas: { type: 'string', default: '1' },
      others: SWITCH,
      json: SWITCH,
      help: { ...SWITCH, short: 'h' },
    },
  });
  if (values.help) return 'help';
  const [seconds = 0] = wholes('--seconds', values.seconds, 3600);
  const [replicas = 1] = wholes('--replicas', values.replicas, 8);
  return {
    atATime: wholes('--at-a-time', values['at-a-time'], 256),
    owners: wholes('--owners', values.owners, 10_000),
    seconds,
    replicas,
    withOthers: values.others,
    asJson: values.json,
  };
}

function wholes(option: string, text: string, most: number): readonly number[] {
  const numbers = text.split(',').map(Number);
  const isRight = (each: number): boolean => Number.isInteger(each) && each >= 1 && each <= most;
  if (!numbers.every(isRight))
    throw new Error(`${option}: whole numbers from 1 to ${most}, with commas, not "${text}"`);
  return numbers;
}
