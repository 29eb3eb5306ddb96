import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import type { TargetSecrets } from '../secrets/target-secrets.js';
import { keptText } from './deliver.js';
import { writtenRequest } from './written-request.js';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=';
const BEFORE = 'whsec_AAAQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=';
const secrets: TargetSecrets = { url: 'https://example.org/hook', secret: SECRET };

const joined = (name: string): { eventId: string; type: string; event: string } => ({
  eventId: 'p1.5',
  type: 'DeviceRegistered',
  event: JSON.stringify({ type: 'DeviceRegistered', data: { node: { name } } }),
});

describe('a request to a webhook', () => {
  it('carries the event as it is, signed as Standard Webhooks says', () => {
    const now = new Date();
    const { url, headers, body: sent } = writtenRequest(joined('Phone'), 'cloudevents', secrets, now);
    const body = String(sent);
    expect(url).toBe(secrets.url);
    expect(body).toBe(joined('Phone').event);
    expect(headers).toMatchObject({
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'webhook-id': 'p1.5',
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    });
    expect(new Webhook(SECRET).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => new Webhook(SECRET).verify(`${body} `, headers)).toThrow();
    expect(() => new Webhook(SECRET).verify(body, { ...headers, 'webhook-id': 'p1.6' })).toThrow();
  });

  it('is signed by the secret before as well, for as long as that counts', () => {
    const now = new Date();
    const until = new Date(now.getTime() + 1).toISOString();
    const rotated = { ...secrets, previous: { secret: BEFORE, until } };
    const both = writtenRequest(joined('Phone'), 'cloudevents', rotated, now);
    for (const secret of [SECRET, BEFORE]) new Webhook(secret).verify(both.body, both.headers);
    const later = writtenRequest(joined('Phone'), 'cloudevents', rotated, new Date(now.getTime() + 1));
    expect(() => new Webhook(BEFORE).verify(later.body, later.headers)).toThrow('No matching signature');
  });

  it('is a line of text where that is wanted, under the name of the mesh', () => {
    const line = 'Joined the mesh: Ada’s phone';
    const written = (shape: 'ntfy' | 'gotify' | 'slack'): unknown =>
      writtenRequest(joined('Ada’s phone'), shape, { ...secrets, token: 'tk' }, new Date());
    expect(written('ntfy')).toMatchObject({
      body: line,
      headers: { title: 'Meshpair', authorization: 'Bearer tk' },
    });
    expect(written('gotify')).toMatchObject({
      body: JSON.stringify({ title: 'Meshpair', message: line }),
      headers: { 'x-gotify-key': 'tk' },
    });
    expect(written('slack')).toMatchObject({ body: JSON.stringify({ text: line }) });
  });

  it('lets a device’s name call nobody, and hide nothing, in a chat', () => {
    const { body } = writtenRequest(joined('<!channel> @all & <a|b>'), 'slack', secrets, new Date());
    expect(body).toContain('&lt;!channel&gt; @\u200ball &amp; &lt;a|b&gt;');
  });
});

describe('what is kept of an answer', () => {
  it('is its beginning, without the secrets that the target was given', () => {
    const known = { ...secrets, url: 'https://example.org/services/T0/B0/xyz', token: 'tk_123456' };
    const echo = `${SECRET} tk_123456 /services/T0/B0/xyz \0`;
    expect(keptText(echo, known)).toBe('… … /… ');
    expect(keptText('x'.repeat(2_000), known)).toHaveLength(512);
  });
});
