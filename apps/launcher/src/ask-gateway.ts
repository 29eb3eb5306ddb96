import { get as getByHttp } from 'node:http';
import { get as getByHttps } from 'node:https';

export interface GatewayAnswer {
  readonly status: number;
  readonly text: string;
}

/** Asks the gateway that we have started. Any certificate will do: nothing secret is sent or learned. */
export function askGateway(url: URL, timeoutMs: number): Promise<GatewayAnswer> {
  const get = url.protocol === 'https:' ? getByHttps : getByHttp;
  return new Promise((resolve, reject) => {
    const options = { rejectUnauthorized: false, agent: false, signal: AbortSignal.timeout(timeoutMs) };
    get(url, options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    }).on('error', reject);
  });
}
