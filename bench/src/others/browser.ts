import type { BenchAnswer, BenchRequest, HttpConnection } from '../driver/http-connection.js';

/** One user's browser, as far as a server notices: it keeps cookies, and sends each below its path (RFC 6265). */
export class Browser {
  private readonly cookies = new Map<string, { readonly pair: string; readonly path: string }>();

  /** Redirects are answers like others. */
  async request(connection: HttpConnection, request: BenchRequest): Promise<BenchAnswer> {
    const cookie = this.cookiesFor(request.path);
    const headers = cookie === '' ? request.headers : { ...request.headers, cookie };
    const answer = await connection.request({ ...request, headers });
    for (const line of answer.headers.get('set-cookie')?.split('\n') ?? []) this.keep(line);
    return answer;
  }

  private cookiesFor(path: string): string {
    return [...this.cookies.values()]
      .filter((cookie) => path.startsWith(cookie.path))
      .map(({ pair }) => pair)
      .join('; ');
  }

  private keep(line: string): void {
    const [pair = ''] = line.split(';', 1);
    const name = pair.slice(0, pair.indexOf('='));
    const [, path = '/'] = /; *path=([^;]*)/i.exec(line) ?? [];
    if (/; *(expires=Thu, 01 Jan 1970|max-age=0)/i.test(line)) this.cookies.delete(name);
    else this.cookies.set(name, { pair, path });
  }
}
