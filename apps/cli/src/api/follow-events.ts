import { setTimeout as delay } from 'node:timers/promises';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { ReadableEvent } from '@meshpair/contracts';
import { CommandFailure, EXIT } from '../exit-codes.js';
import type { GatewayClient } from './gateway-client.js';

const RECONNECT_MS = 1000;

/**
 * Events of a `text/event-stream` route as they come. A stream that breaks or ends is taken up again after the last
 * id, until the signal aborts or the gateway refuses.
 */
export async function* followEvents(
  client: GatewayClient,
  path: string,
  signal: AbortSignal,
): AsyncGenerator<ReadableEvent> {
  let lastId: string | undefined;
  while (!signal.aborted) {
    try {
      for await (const { id, data } of messagesOf(client, path, lastId, signal)) {
        lastId = id ?? lastId;
        yield ReadableEvent.parse(JSON.parse(data));
      }
    } catch (error) {
      if (signal.aborted) return;
      // A stream that breaks has no code of ours.
      if (error instanceof CommandFailure && error.exitCode !== EXIT.unavailable) throw error;
    }
    await delay(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** The messages of one connection. */
async function* messagesOf(
  client: GatewayClient,
  path: string,
  lastId: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<EventSourceMessage> {
  const headers = { accept: 'text/event-stream', ...(lastId !== undefined && { 'last-event-id': lastId }) };
  const response = await client.send('GET', path, { signal, headers });
  const messages: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (message) => messages.push(message) });
  const text = new TextDecoder();
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    parser.feed(text.decode(chunk, { stream: true }));
    yield* messages.splice(0);
  }
}
