import { expect, it } from '@jest/globals';
import { isFromThisMachine } from './is-from-this-machine.js';

const request = (ip: string, headers: Record<string, string> = {}): never =>
  ({ ip, headers, socket: {} }) as never;

it.each(['127.0.0.1', '127.8.0.1', '::1', '::ffff:127.0.0.1'])('knows %s as this machine', (ip) => {
  expect(isFromThisMachine(request(ip))).toBe(true);
});

it.each([
  ['192.168.1.20', {}],
  ['::2', {}],
  ['1.127.0.1', {}],
  ['127.0.0.1', { 'x-forwarded-for': '127.0.0.1' }],
  ['127.0.0.1', { forwarded: 'for=127.0.0.1' }],
  ['127.0.0.1', { via: '1.1 proxy' }],
])('takes %s with %j for another', (ip, headers) => {
  expect(isFromThisMachine(request(ip, headers as Record<string, string>))).toBe(false);
});
