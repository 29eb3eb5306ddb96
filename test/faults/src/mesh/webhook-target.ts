import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import type { AuditEvent } from '@meshpair/contracts';
import { waitFor } from '@meshpair/testing';
import type { Random } from '../random.js';
import type { MeshOwner } from './owners.js';

/** What the owner wants to be told: steps of pairings by both services, and what happens beside them. */
export const WANTED_TYPES: readonly AuditEvent['type'][] = [
  'TokenCreated',
  'PinRejected',
  'DeviceRegistered',
  'PairingFailed',
  'NodeRenamed',
];

/** One request of the webhooks service. */
export interface Arrival {
  /** `webhook-id` */
  readonly id: string;
  readonly body: string;
  /** Whether the signature was right when it came. */
  readonly isVerified: boolean;
  /** Answered by a 2xx. */
  readonly isAccepted: boolean;
}

/** Of a hundred requests. */
const REFUSED = 12;
const HUNG_UP = 8;
const LEFT_WAITING = 5;

/** A server that is told of what happens to an owner, and does not always accept it. */
export class WebhookTarget {
  readonly arrivals: Arrival[] = [];
  readonly secret = `whsec_${randomBytes(32).toString('base64')}`;
  private readonly server: Server;
  private readonly webhook = new Webhook(this.secret);

  private constructor(
    readonly owner: MeshOwner,
    private readonly random: Random,
  ) {
    this.server = createServer((request, response) => {
      // Whose connection is lost half-way has told nothing.
      text(request).then(
        (body) => this.answer(request.headers, body, response),
        () => undefined,
      );
    });
  }

  static async open(owner: MeshOwner, random: Random): Promise<WebhookTarget> {
    const target = new WebhookTarget(owner, random);
    await once(target.server.listen(0, '127.0.0.1'), 'listening');
    return target;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/told`;
  }

  /** From now on. */
  async subscribe(gatewayUrl: string): Promise<void> {
    const json = { url: this.url, secret: this.secret, events: WANTED_TYPES };
    const subscribed = async (): Promise<boolean> => {
      const answer = await fetch(new URL('/webhooks', gatewayUrl), {
        method: 'POST',
        headers: { authorization: `Bearer ${this.owner.key}`, 'content-type': 'application/json' },
        body: JSON.stringify(json),
      });
      await answer.arrayBuffer();
      return answer.status === 201;
    };
    await waitFor(() => subscribed().catch(() => false), { timeoutMs: 30_000, message: 'a webhook is made' });
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private answer(headers: IncomingHttpHeaders, body: string, response: ServerResponse): void {
    const chance = this.random.between(1, 100);
    const isAccepted = chance > REFUSED + HUNG_UP + LEFT_WAITING;
    const id = String(headers['webhook-id']);
    this.arrivals.push({ id, body, isVerified: this.verifies(headers, body), isAccepted });
    if (isAccepted) response.writeHead(204).end();
    else if (chance <= REFUSED) response.writeHead(503).end('not now');
    else if (chance <= REFUSED + HUNG_UP) response.destroy();
  }

  private verifies(headers: IncomingHttpHeaders, body: string): boolean {
    try {
      this.webhook.verify(body, headers as Record<string, string>);
      return true;
    } catch {
      return false;
    }
  }
}
