import type { FastifyRequest } from 'fastify';
import { clientAddress } from '../http/client-address.js';

/** What proxies add: a request that came through one is from elsewhere, whoever is trusted. */
const PROXY_HEADERS = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'];

/** Whether a program of this machine asks, directly. */
export const isFromThisMachine = (request: FastifyRequest): boolean =>
  /^(127\.|::1$)/.test(clientAddress(request)) &&
  PROXY_HEADERS.every((name) => request.headers[name] === undefined);
