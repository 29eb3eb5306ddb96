import { type HttpAnswer, type HttpCall, HttpClient } from '@meshpair/testing';

export interface Call extends Pick<HttpCall, 'bearer' | 'json' | 'form'> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** What the client believes that the time is. */
  readonly date?: Date;
}

export type Answer =
  | ({ readonly kind: 'answer' } & HttpAnswer)
  /** The connection was refused, or lost before the answer. */
  | { readonly kind: 'lost'; readonly reason: string }
  /** No answer within the deadline. */
  | { readonly kind: 'hung' };

/** One client at an address of its own in 127.0.0.0/8. Its calls never throw. */
export class Caller {
  private readonly client: HttpClient;

  constructor(localAddress: string, maxSockets: number) {
    this.client = new HttpClient('http://127.0.0.1', localAddress, maxSockets);
  }

  async call(baseUrl: string, { date, path, ...call }: Call, deadlineMs: number): Promise<Answer> {
    const signal = AbortSignal.timeout(deadlineMs);
    const headers: Record<string, string> = date === undefined ? {} : { date: date.toUTCString() };
    try {
      const url = new URL(path, baseUrl).href;
      return { kind: 'answer', ...(await this.client.call({ ...call, path: url, headers, signal })) };
    } catch (error) {
      if (signal.aborted) return { kind: 'hung' };
      return { kind: 'lost', reason: error instanceof Error ? error.message : String(error) };
    }
  }

  close(): void {
    this.client.close();
  }
}
