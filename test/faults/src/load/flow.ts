import { setTimeout as delay } from 'node:timers/promises';
import { Caller } from './call.js';
import type { Answered, RetryingClient } from './client.js';
import type { FlowRecord } from './ledger.js';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const codeOf = (answer: Answered): string => text(answer.body['code']) || String(answer.status);

export interface FlowOptions {
  readonly client: RetryingClient;
  readonly owner: Caller;
  readonly record: FlowRecord;
  readonly deviceAddress: string;
  /** How many wrong PINs are typed first. */
  readonly wrongPins: number;
  readonly onClaimed: (afterMs: number) => void;
  readonly over: AbortSignal;
}

const POLL_MS = 300;

/** One pairing from its start to whatever its plan leads to; what was answered stands in the record. */
export class Flow {
  private readonly device: Caller;

  constructor(private readonly options: FlowOptions) {
    this.device = new Caller(options.deviceAddress, 1);
  }

  async run(): Promise<void> {
    const { record } = this.options;
    record.end = await this.walk().finally(() => this.device.close());
  }

  private async walk(): Promise<string> {
    const { record, wrongPins } = this.options;
    const token = await this.start();
    if (token === undefined) return 'not started';
    const connected = await this.connect(token);
    if (typeof connected === 'string') return connected;
    const { pin, claimSecret } = connected;
    if (record.plan === 'deny' || record.plan === 'cancel') return this.end(record.plan);
    for (let wrong = 1; wrong <= wrongPins; wrong += 1) await this.mistype(otherPin(pin, wrong));
    if (record.plan === 'guess') return 'guessed';
    const refusal = await this.verify(pin);
    return refusal ?? (await this.claim(claimSecret)) ?? this.rename();
  }

  private async start(): Promise<string | undefined> {
    const { client, owner, record } = this.options;
    const call = { method: 'POST', path: '/pairing/start', bearer: record.ownerKey, json: {} } as const;
    const answer = await client.insist(owner, 'start', call);
    if (answer?.status !== 201) return undefined;
    record.pairingId = text(answer.body['pairingId']);
    return text(answer.body['token']);
  }

  /** The answer of a connect comes once: when it was lost, the pairing is given up. */
  private async connect(token: string): Promise<{ pin: string; claimSecret: string } | string> {
    const { client, record } = this.options;
    const json = { token, device: { name: `Phone ${record.pairingId?.slice(-6)}` } };
    const call = { method: 'POST', path: '/pairing/connect', json } as const;
    const answer = await client.insist(this.device, 'connect', call, record.pairingId);
    if (answer?.status !== 200) return answer ? `connect ${codeOf(answer)}` : 'connect unanswered';
    return { pin: text(answer.body['pin']), claimSecret: text(answer.body['claimSecret']) };
  }

  private async end(how: 'deny' | 'cancel'): Promise<string> {
    const { client, owner, record } = this.options;
    const path = `/pairing/${record.pairingId}${how === 'deny' ? '/deny' : ''}`;
    const method = how === 'deny' ? 'POST' : 'DELETE';
    const answer = await client.insist(
      owner,
      how,
      { method, path, bearer: record.ownerKey },
      record.pairingId,
    );
    if (answer?.status !== 200) return answer ? `${how} ${codeOf(answer)}` : `${how} unanswered`;
    record.endedBy = how === 'deny' ? 'denied' : 'cancelled';
    return record.endedBy;
  }

  /** A wrong PIN uses up an attempt, so it is not repeated. */
  private async mistype(pin: string): Promise<void> {
    const { client, owner, record } = this.options;
    const answer = await client.once(owner, 'mistype', this.verifyCall(pin), record.pairingId);
    if (answer?.body['code'] === 'invalid_pin') record.attemptsLeft.push(Number(answer.body['attemptsLeft']));
  }

  /** How the verify was refused; undefined when it was not. */
  private async verify(pin: string): Promise<string | undefined> {
    const { client, owner, record } = this.options;
    record.triedRightPin = true;
    const answer = await client.insist(owner, 'verify', this.verifyCall(pin), record.pairingId);
    if (answer === undefined) return 'verify unanswered';
    if (answer.status !== 200) return `verify ${codeOf(answer)}`;
    record.verified = answer.body['state'] === 'DeviceRegistered' ? 'DeviceRegistered' : 'PinVerified';
    return undefined;
  }

  private verifyCall(pin: string): { method: 'POST'; path: string; bearer: string; json: unknown } {
    const { pairingId, ownerKey } = this.options.record;
    return { method: 'POST', path: '/pairing/verify', bearer: ownerKey, json: { pairingId, pin } };
  }

  /** How the claim was refused; undefined when it was not. */
  private async claim(claimSecret: string): Promise<string | undefined> {
    const { client, record, over } = this.options;
    const path = `/pairing/${record.pairingId}/claim`;
    const startedAt = Date.now();
    for (;;) {
      const call = { method: 'POST', path, bearer: claimSecret } as const;
      const answer = await client.insist(this.device, 'claim', call, record.pairingId);
      if (answer === undefined) return 'claim unanswered';
      if (answer.status === 200) {
        this.options.onClaimed(Date.now() - startedAt);
        const { node, sessionToken, peerToken } = answer.body;
        record.claimed = {
          nodeId: text((node as { id?: unknown } | undefined)?.id),
          sessionToken: text(sessionToken),
          peerToken: text(peerToken),
        };
        return undefined;
      }
      if (codeOf(answer) !== 'not_registered_yet' || over.aborted) return `claim ${codeOf(answer)}`;
      await delay(POLL_MS, undefined, { signal: over }).catch(() => undefined);
    }
  }

  /** What happens beside the steps of pairings is in the trail too. */
  private async rename(): Promise<string> {
    const { client, record } = this.options;
    const json = { name: `Tablet ${record.pairingId?.slice(-6)}` };
    const call = { method: 'PATCH', path: '/me', bearer: text(record.claimed?.sessionToken), json } as const;
    const answer = await client.insist(this.device, 'rename', call, record.pairingId);
    return answer === undefined || answer.status === 200 ? 'claimed' : `rename ${codeOf(answer)}`;
  }
}

const otherPin = (pin: string, distance: number): string =>
  String(100_000 + ((Number(pin) - 100_000 + distance) % 900_000));
