import { setTimeout as delay } from 'node:timers/promises';
import type { Link } from '../mesh/link.js';
import type { Fault, FaultContext } from './fault.js';

/** Either one way, or all the ways to one server. */
function chosenLinks({ mesh, random }: FaultContext): { name: string; links: readonly Link[] } {
  const links = mesh.replicas.flatMap((replica) => replica.links);
  const one = random.pick(links);
  if (random.next() < 0.6) return { name: one.name, links: [one] };
  const server = one.name.split('→').at(-1) ?? '';
  return { name: `all→${server}`, links: links.filter(({ name }) => name.endsWith(`→${server}`)) };
}

/** Does something to connections for a while, then mends them. */
const trouble = (
  kind: string,
  seconds: readonly [least: number, most: number],
  begin: (link: Link, context: FaultContext) => unknown,
  end: (link: Link) => void = () => undefined,
): Fault => ({
  kind,
  async run(context) {
    const { name, links } = chosenLinks(context);
    const ms = context.random.between(seconds[0] * 1000, seconds[1] * 1000);
    for (const link of links) await begin(link, context);
    await delay(ms);
    links.forEach(end);
    await Promise.all(links.map((link) => link.mend()));
    return `${name} for ${(ms / 1000).toFixed(1)} s`;
  },
});

export const CONNECTION_FAULTS: readonly Fault[] = [
  trouble('cut connections', [0.2, 3], (link) => link.cut()),
  trouble('slow connections', [3, 5], (link, { random }) =>
    link.slow({ latencyMs: random.between(20, 200), bytesPerSecond: random.between(20_000, 200_000) }),
  ),
  // What was held up comes late.
  trouble('hold connections', [3, 7], (link) => link.hold()),
  // What was held up never comes.
  trouble(
    'blackhole connections',
    [3, 7],
    (link) => link.hold(),
    (link) => link.dropAll(),
  ),
];
