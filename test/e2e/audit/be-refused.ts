import { expect } from '@jest/globals';
import { HttpClient, LiveStream, type RunningSystem, startLoneGateway, waitFor } from '@meshpair/testing';

/**
 * At a gateway of its own, which stops afterwards: a limit is reached, two consoles are not signed in, one of them by a
 * key of nobody, and a wrong key and a wrong code are used.
 */
export async function beRefused(
  { natsUrls }: Pick<RunningSystem, 'natsUrls'>,
  key: string,
  wrongKey: string,
): Promise<void> {
  const gateway = await startLoneGateway({ NATS_URL: natsUrls.gateway, MAX_STREAMS_PER_ADDRESS: '1' });
  const client = new HttpClient(gateway.baseUrl);
  const stream = (): LiveStream =>
    new LiveStream(new URL('/audit/events', gateway.baseUrl), { authorization: `Bearer ${key}` });
  const first = stream();
  await waitFor(() => first.opened === 200, { message: 'the first stream' });
  const second = stream();
  await waitFor(() => second.opened === 429, { message: 'no second stream' });
  for (const stranger of [wrongKey, `mpo_nobody_${'x'.repeat(40)}`])
    await client.call({ method: 'POST', path: '/console/session', json: { key: stranger } });
  await client.call({ path: '/nodes', bearer: wrongKey });
  await client.call({ path: '/nodes' });
  const guess = { token: 'A'.repeat(43), device: { name: 'Stranger' } };
  await client.call({ method: 'POST', path: '/pairing/connect', json: guess });
  for (const each of [first, second, client]) each.close();
  expect(await gateway.stop()).toBe(0);
}
