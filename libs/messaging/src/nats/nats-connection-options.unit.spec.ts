import { describe, expect, it } from '@jest/globals';
import { natsConnectionOptions } from './nats-connection-options.js';

describe('natsConnectionOptions', () => {
  it('splits several servers and adds the standard port', () => {
    expect(natsConnectionOptions('nats://a:4333, nats://b', 'test').servers).toEqual(['a:4333', 'b:4222']);
  });

  it('takes user and password out of the servers', () => {
    const options = natsConnectionOptions('nats://pairing:p%40ss@a,nats://b', 'test');
    expect(options).toMatchObject({ servers: ['a:4222', 'b:4222'], user: 'pairing', pass: 'p@ss' });
  });

  it('gives each user replies of its own', () => {
    expect(natsConnectionOptions('nats://pairing:secret@a', 'test').inboxPrefix).toBe('_INBOX.pairing');
    expect(natsConnectionOptions('nats://a', 'test').inboxPrefix).toBeUndefined();
    expect(natsConnectionOptions('nats://a%2E%3E:secret@a', 'test').inboxPrefix).toBeUndefined();
  });

  it('asks for TLS when a server does', () => {
    expect(natsConnectionOptions('tls://a', 'test').tls).toEqual({});
    expect(natsConnectionOptions('nats://a', 'test').tls).toBeUndefined();
  });

  it('waits for the first connection and never gives up', () => {
    expect(natsConnectionOptions('nats://a', 'test')).toMatchObject({
      waitOnFirstConnect: true,
      maxReconnectAttempts: -1,
    });
  });
});
