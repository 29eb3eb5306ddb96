import { parse } from 'node:querystring';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { problem } from './problem-exception.js';

/** Routes whose body is `application/x-www-form-urlencoded`; every other takes JSON. */
const FORM_ROUTES: ReadonlySet<string> = new Set([
  '/join',
  '/join/rename',
  '/join/leave',
  '/oauth/device_authorization',
  '/oauth/token',
  '/tokens/introspect',
  '/tokens/revoke',
]);

const MAX_FORM_FIELDS = 20;

const isFormRoute = (request: FastifyRequest): boolean => FORM_ROUTES.has(request.routeOptions.url ?? '');

/** JSON and forms, each only where it belongs (415), without prototype keys; an empty body is no body. */
export function addBodyParsers(server: FastifyInstance): void {
  const parseJson = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (isFormRoute(request)) return done(problem('unsupported_media_type'));
    if (body === '') return done(null, undefined);
    return void parseJson(request, body, done);
  });
  server.addContentTypeParser<string>(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (request, body, done) => {
      if (!isFormRoute(request)) return done(problem('unsupported_media_type'));
      done(null, { ...parse(body, '&', '=', { maxKeys: MAX_FORM_FIELDS }) });
    },
  );
}
