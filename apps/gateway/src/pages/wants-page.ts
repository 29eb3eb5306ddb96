import type { FastifyRequest } from 'fastify';

/** Browsers get a page, all others JSON. */
export const wantsPage = ({ headers }: Pick<FastifyRequest, 'headers'>): boolean =>
  headers.accept?.includes('text/html') ?? false;
