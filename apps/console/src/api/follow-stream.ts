import { EventSourceParserStream } from 'eventsource-parser/stream';
import { backOffMs } from '../rules/back-off.js';

export interface Following {
  readonly onData: (data: string) => void;
  /** Whether events come by themselves; while not, the caller polls. */
  readonly onLive: (isLive: boolean) => void;
  readonly signal: AbortSignal;
  /** The id of the last event known already. */
  readonly after?: string | undefined;
}

/** A stream without a word for this long is dead: the gateway says something every 15 s. */
const SILENCE_MS = 40_000;

type Ending = 'over' | 'refused' | 'lost';

/**
 * Follows server-sent events until `signal` aborts or nothing is left to come, and goes on after the last
 * event when the connection breaks. Not `EventSource`: that gives up for good when a gateway answers 503.
 */
export async function followStream(url: string, following: Following): Promise<void> {
  const { signal, onLive } = following;
  let lastId = following.after;
  let failures = 0;
  const readOn = async (): Promise<Ending> => {
    const ending = await readOnce(url, lastId, following, (id) => {
      lastId = id ?? lastId;
      failures = 0;
    });
    onLive(false);
    return ending;
  };
  while (!signal.aborted) {
    if ((await readOn()) !== 'lost') return;
    await pause(backOffMs(failures, Math.random()), signal);
    failures += 1;
  }
}

async function readOnce(
  url: string,
  lastId: string | undefined,
  { onData, onLive, signal }: Following,
  onProgress: (id: string | undefined) => void,
): Promise<Ending> {
  const silence = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const heard = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), SILENCE_MS);
  };
  try {
    heard();
    const response = await fetch(url, {
      headers: { accept: 'text/event-stream', ...(lastId !== undefined && { 'last-event-id': lastId }) },
      credentials: 'same-origin',
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (response.status === 204) return 'over';
    if (response.status >= 400 && response.status < 500 && response.status !== 429) return 'refused';
    if (!response.ok || !response.body) return 'lost';
    onLive(true);
    onProgress(undefined);
    const reader = response.body
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream({ onComment: heard }))
      .getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      heard();
      onProgress(read.value.id);
      onData(read.value.data);
    }
    return 'lost';
  } catch {
    return 'lost';
  } finally {
    clearTimeout(timer);
  }
}

/** Waits, but not past the signal, nor past the moment when the browser is online again. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      removeEventListener('online', done);
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
    addEventListener('online', done, { once: true });
  });
