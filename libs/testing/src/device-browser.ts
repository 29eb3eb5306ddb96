import { type HttpAnswer, HttpClient } from './http-client.js';

const PAGE = { accept: 'text/html,application/xhtml+xml' };

/** A browser without JavaScript at an address of its own: it keeps cookies and sends forms. */
export class DeviceBrowser {
  readonly cookies = new Map<string, string>();
  private readonly client: HttpClient;

  constructor(baseUrl: string, address: string) {
    this.client = new HttpClient(baseUrl, address, 4);
  }

  /** Opens a path, and follows where it leads. */
  async open(path: string, headers: Readonly<Record<string, string>> = PAGE): Promise<HttpAnswer> {
    return this.follow(await this.send('GET', path, headers));
  }

  /** Sends a form, and follows where it leads. */
  async submit(
    path: string,
    form: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<HttpAnswer> {
    return this.follow(await this.send('POST', path, { ...PAGE, ...headers }, form));
  }

  /** Sends one request, and keeps the answer's cookies. */
  async send(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    form?: Readonly<Record<string, string>>,
  ): Promise<HttpAnswer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const sent = { ...headers, ...(cookie !== '' && { cookie }) };
    const answer = await this.client.call({ method, path, headers: sent, ...(form && { form }) });
    for (const line of answer.headers['set-cookie'] ?? []) this.keep(line);
    return answer;
  }

  close(): void {
    this.client.close();
  }

  private keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (value === '' || /Max-Age=0\b/.test(line)) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }

  private follow(answer: HttpAnswer): Promise<HttpAnswer> | HttpAnswer {
    const { location } = answer.headers;
    return answer.status === 303 && location !== undefined ? this.open(location) : answer;
  }
}

/** The heading of a page, as text. */
export const headingOf = ({ text }: HttpAnswer): string =>
  (/<h1>([^]*?)<\/h1>/.exec(text)?.[1] ?? '').replace(/<[^>]+>/g, '');

/** The PIN that a page shows; empty when it shows none. */
export const pinOf = ({ text }: HttpAnswer): string =>
  [...text.matchAll(/class="digit">(\d)</g)].map(([, digit]) => digit).join('');

/** The value of a page's hidden field. */
export const hiddenField = ({ text }: HttpAnswer, name: string): string =>
  new RegExp(`type="hidden" name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? '';
