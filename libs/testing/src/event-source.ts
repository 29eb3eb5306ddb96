import type { HttpClient } from './http-client.js';

export interface ServerSentEvent {
  readonly id: string;
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The events of a `text/event-stream` body, comments left out. */
export const readEventStream = (text: string): readonly ServerSentEvent[] =>
  text
    .split('\n\n')
    .filter((block) => block.startsWith('id: '))
    .map((block) => {
      const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
      return {
        id: field('id'),
        event: field('event'),
        data: JSON.parse(field('data')) as Record<string, unknown>,
      };
    });

/** Follows a pairing until its stream ends. */
export async function followPairing(
  client: HttpClient,
  pairingId: string,
  bearer: string,
  lastEventId?: string,
): Promise<readonly ServerSentEvent[]> {
  const headers: Record<string, string> = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
  const answer = await client.call({ path: `/pairing/${pairingId}/events`, bearer, headers });
  if (answer.status !== 200) throw new Error(`the event stream answered ${answer.status}: ${answer.text}`);
  return readEventStream(answer.text);
}
