import { Caller } from '../load/call.js';
import type { FlowRecord } from '../load/ledger.js';
import { check, type Invariant } from './violation.js';

const DEADLINE_MS = 15_000;
const AT_ONCE = 8;

type Claimed = FlowRecord & Required<Pick<FlowRecord, 'pairingId' | 'claimed'>>;

/** Uses the tokens of every claim that was answered 200. */
export async function tokenInvariant(
  gatewayUrls: readonly string[],
  flows: readonly FlowRecord[],
): Promise<Invariant> {
  const claimed = flows.filter((flow): flow is Claimed => flow.claimed !== undefined);
  const caller = new Caller('127.0.0.1', AT_ONCE);
  const problems = new Map<Claimed, string | undefined>();
  const waiting = [...claimed];
  const work = async (index: number): Promise<void> => {
    const url = gatewayUrls[index % gatewayUrls.length] ?? '';
    for (let flow = waiting.pop(); flow; flow = waiting.pop())
      problems.set(flow, await use(caller, url, flow));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => work(index)));
  caller.close();
  return check(
    'the tokens of every claim answered 200 work',
    claimed,
    ({ pairingId }) => pairingId,
    (flow) => problems.get(flow),
  );
}

async function use(caller: Caller, url: string, { claimed, ownerKey }: Claimed): Promise<string | undefined> {
  const me = await caller.call(
    url,
    { method: 'GET', path: '/me', bearer: claimed.sessionToken },
    DEADLINE_MS,
  );
  if (me.kind !== 'answer' || me.status !== 200)
    return `GET /me: ${me.kind === 'answer' ? me.status : me.kind}`;
  if (me.body['id'] !== claimed.nodeId) return `GET /me is of ${String(me.body['id'])}`;
  const form = { token: claimed.peerToken };
  const introspection = await caller.call(
    url,
    { method: 'POST', path: '/tokens/introspect', bearer: ownerKey, form },
    DEADLINE_MS,
  );
  if (introspection.kind !== 'answer') return `introspection ${introspection.kind}`;
  return introspection.body['active'] === true
    ? undefined
    : `the peer token is not active (${introspection.status})`;
}
