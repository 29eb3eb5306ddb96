import fc from 'fast-check';
import { anyText } from './values.js';

const HEAD = 'POST /pairing/connect HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

const WHOLE = [
  'GET / HTTP/1.1\r\n\r\n',
  'GET / HTTP/9.9\r\nHost: localhost\r\n\r\n',
  'GET  /  HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'GET http://elsewhere/nodes HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
  'CONNECT mesh:80 HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03',
  `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
  `GET / HTTP/1.1\r\nHost: localhost\r\n${'X-A: b\r\n'.repeat(3000)}\r\n`,
  `${HEAD}Content-Length: -1\r\n\r\n{}`,
  `${HEAD}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
  `${HEAD}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  `${HEAD}Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
  `${HEAD}Transfer-Encoding: gzip\r\n\r\n{}`,
  `${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`,
  `${HEAD}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}`,
  `${HEAD}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nConnection: close\r\n\r\n`,
  `${HEAD}Content-Length: 100\r\n\r\n{`,
  `${HEAD}Content-Length: 99999999999999999999\r\n\r\n{}`,
  `${HEAD}Expect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
  `${HEAD}Expect: nonsense\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
  'GET /health/live HTTP/1.0\r\n\r\n',
  'GET /health/live HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n',
  'GET /health/live HTTP/1.1\r\nHost: localhost\r\nNo colon\r\n\r\n',
  'GET /health/live HTTP/1.1\nHost: localhost\n\n',
  'GET /health/live HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n',
] as const;

const made = fc
  .tuple(fc.constantFrom('GET', 'POST', 'DELETE'), anyText, anyText, anyText, anyText)
  .map(
    ([method, target, name, value, body]) =>
      `${method} /${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${name}: ${value}\r\n\r\n${body}`,
  );

/** Bytes for a socket that are hardly HTTP. */
export const rawRequest: fc.Arbitrary<string> = fc.oneof(fc.constantFrom(...WHOLE), made, anyText);
