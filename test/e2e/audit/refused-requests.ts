import { expect } from '@jest/globals';
import { HttpClient, LiveStream, startLoneGateway, waitFor } from '@meshpair/testing';

/**
 * One stream too many of an owner, two consoles that are refused (one with a wrong secret of the owner's key), two calls
 * without a valid key and a guessed code, at a gateway that then stops. Answers the wrong key.
 */
export async function refusedAtAGatewayOfItsOwn(natsUrl: string, key: string): Promise<string> {
  const gateway = await startLoneGateway({ NATS_URL: natsUrl, MAX_STREAMS_PER_ADDRESS: '1' });
  const there = new HttpClient(gateway.baseUrl);
  const stream = (): LiveStream =>
    new LiveStream(new URL('/audit/events', gateway.baseUrl), { authorization: `Bearer ${key}` });
  const wrongKey = `${key.slice(0, -4)}nope`;
  const first = stream();
  await waitFor(() => first.opened === 200, { message: 'the first stream' });
  const second = stream();
  await waitFor(() => second.opened === 429, { message: 'no second stream' });
  for (const stranger of [wrongKey, `mpo_nobody_${'x'.repeat(40)}`])
    await there.call({ method: 'POST', path: '/console/session', json: { key: stranger } });
  await there.call({ path: '/nodes', bearer: wrongKey });
  await there.call({ path: '/nodes' });
  const guess = { token: 'A'.repeat(43), device: { name: 'Stranger' } };
  await there.call({ method: 'POST', path: '/pairing/connect', json: guess });
  for (const each of [first, second, there]) each.close();
  expect(await gateway.stop()).toBe(0);
  return wrongKey;
}
