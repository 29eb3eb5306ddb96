import {
  type Attempt,
  type DeliveryPolicy,
  judgeAttempt,
  readRetryAfter,
  type Verdict,
  type WebhookShape,
} from '@meshpair/domain';
import type { AttemptRecord, Deliveries, DueDelivery, TakenDelivery } from '@meshpair/persistence';
import { type Outbound, type OutboundAnswer, sendRequest } from '../outbound/send-request.js';
import type { Sealing } from '../secrets/sealing.js';
import { openSecrets, type TargetSecrets } from '../secrets/target-secrets.js';
import { writtenRequest } from './written-request.js';

/** What a delivery takes from the world. */
export interface DeliveryContext {
  readonly deliveries: Deliveries;
  readonly sealing: Sealing;
  readonly outbound: Outbound;
  readonly policy: DeliveryPolicy;
  /** So long a worker may have a delivery in hand: longer than an attempt takes. */
  readonly leaseMs: number;
  readonly now: () => Date;
  readonly random: () => number;
}

/** What came of an attempt, and when to look at the delivery again. */
export interface Delivered {
  readonly verdict: Verdict;
  readonly again?: DueDelivery;
}

/** Jobs come a little early. */
const EARLY_MS = 50;

/** So much of an answer is kept for the owner. */
const KEPT_CHARACTERS = 512;

/** Makes the attempt that is due; undefined when there is none to make. A worker that dies on the way leaves it to the next. */
export async function deliver(context: DeliveryContext, deliveryId: string): Promise<Delivered | undefined> {
  const { deliveries, sealing, outbound, policy, leaseMs, now, random } = context;
  const startedAt = now().getTime();
  const taken = await deliveries.take(
    deliveryId,
    new Date(startedAt + EARLY_MS),
    new Date(startedAt + leaseMs),
  );
  if (!taken) return undefined;
  const secrets = openSecrets(sealing, taken.webhook);
  const answer = await sendRequest(writtenRequest(taken, taken.webhook.shape, secrets, now()), outbound);
  // Nobody knows what came of it: it is made again.
  if (outbound.signal.aborted && answer.kind === 'unanswered') return undefined;
  const at = now();
  const attempts = taken.attempts + 1;
  const attempt = attemptOf(answer, at, taken.webhook.shape);
  const share = random();
  const verdict = await deliveries.settle({
    delivery: taken,
    attempt: recordOf(answer, at, secrets),
    judge: (failingSince) =>
      judgeAttempt(attempt, { attempts, failingSince, now: at, random: share }, policy),
  });
  return verdict && { verdict, ...againOf(taken, attempts, verdict) };
}

const againOf = ({ id }: TakenDelivery, attempts: number, { delivery }: Verdict): { again?: DueDelivery } =>
  delivery.state === 'pending' ? { again: { id, attempts, dueAt: delivery.dueAt } } : {};

function attemptOf(answer: OutboundAnswer, now: Date, shape: WebhookShape): Attempt {
  if (answer.kind === 'unanswered') return { kind: 'unanswered' };
  const { status, retryAfter } = answer;
  return {
    kind: 'answered',
    // A push service that does not know a subscription any more says so by a 404 (RFC 8030 §7.3).
    status: shape === 'webpush' && status === 404 ? 410 : status,
    retryAfterMs: retryAfter === undefined ? undefined : readRetryAfter(retryAfter, now),
  };
}

function recordOf(answer: OutboundAnswer, at: Date, secrets: TargetSecrets): AttemptRecord {
  if (answer.kind === 'unanswered') return { at, status: null, answer: null, error: answer.reason };
  return { at, status: answer.status, answer: keptText(answer.body, secrets), error: null };
}

/** How an answer begins: what Postgres can keep of it, without the secrets that a target may send back. */
export function keptText(body: string, { url, secret, previous, token }: TargetSecrets): string {
  const secretParts = [secret, previous?.secret, token, new URL(url).pathname.slice(1)];
  const known = secretParts.filter((part) => part !== undefined && part.length > 7) as readonly string[];
  return known
    .reduce((text, part) => text.replaceAll(part, '…'), body)
    .replaceAll('\0', '')
    .slice(0, KEPT_CHARACTERS)
    .toWellFormed();
}
