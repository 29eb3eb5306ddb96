import { get } from 'node:http';
import { readEventStream, type ServerSentEvent } from './event-source.js';

/** A stream that is read as it comes. */
export class LiveStream {
  text = '';
  ended = false;
  /** The status; 0 before the answer. */
  opened = 0;
  private readonly sent: ReturnType<typeof get>;

  constructor(url: URL, headers: Record<string, string>) {
    this.sent = get(
      url,
      { agent: false, headers: { accept: 'text/event-stream', ...headers } },
      (response) => {
        response.setEncoding('utf8');
        response.on('data', (part: string) => (this.text += part));
        response.on('close', () => (this.ended = true));
        this.opened = response.statusCode ?? 0;
      },
    ).on('error', () => (this.ended = true));
  }

  get events(): readonly ServerSentEvent[] {
    return readEventStream(this.text.slice(0, this.text.lastIndexOf('\n\n') + 2));
  }

  close(): void {
    this.sent.destroy();
  }
}
