import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import type { EventSource } from '@meshpair/contracts';
import type { NatsClient } from '../nats/nats-client.js';

/** The pairings that a wake-up is about; `all` for any. */
export type Pairings = Iterable<string> | 'all';

/** Where the relay of a service's events is woken. */
export const wakeSubject = (source: EventSource): string => `meshpair.wake.${source.split('/').at(-1)}`;

/** Wakes the relay of another service, into whose table this one has written. At most once, as the bell. */
export const wakeRelay = (nats: Pick<NatsClient, 'publishJson'>, source: EventSource): void =>
  nats.publishJson(wakeSubject(source), 'all');

/** By which a replica that has committed events tells the one that relays them. At most once: the relay also looks by itself. */
export class LeaderBell {
  private readonly toName = new Set<string>();
  private isForAll = false;
  private isRinging = false;

  constructor(
    private readonly connection: NatsConnection,
    private readonly subject: string,
  ) {}

  /** What is rung for in one turn of the event loop is told by one message. */
  ring(pairings: Pairings): void {
    if (pairings === 'all') this.isForAll = true;
    else for (const pairingId of pairings) this.toName.add(pairingId);
    if (this.isRinging) return;
    this.isRinging = true;
    setImmediate(() => this.tell());
  }

  /** Nothing while the connection is closing. */
  listen(onRing: (pairings: Pairings) => void): Subscription | undefined {
    if (this.isClosing) return undefined;
    return this.connection.subscribe(this.subject, {
      callback: (_error, message) => onRing(pairingsOf(message)),
    });
  }

  private get isClosing(): boolean {
    return this.connection.isClosed() || this.connection.isDraining();
  }

  private tell(): void {
    const named = this.isForAll ? '' : JSON.stringify([...this.toName]);
    this.toName.clear();
    this.isForAll = false;
    this.isRinging = false;
    if (!this.isClosing) this.connection.publish(this.subject, named);
  }
}

/** A message that names none is about all. */
function pairingsOf(message: Msg): Pairings {
  try {
    return message.json<readonly string[]>();
  } catch {
    return 'all';
  }
}
