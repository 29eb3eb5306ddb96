import type fc from 'fast-check';
import { DEVICE_ROUTES } from './device-routes.js';
import { type HttpInput, requestTo } from './http-input.js';
import { OWNER_ROUTES } from './owner-routes.js';
import { none, type Routes } from './route-parts.js';

/** What each route takes, as it should be. A route of `/openapi.json` that is missing here fails a test. */
const ROUTES: Routes = { ...OWNER_ROUTES, ...DEVICE_ROUTES };

/** Not in `/openapi.json`. */
const UNDESCRIBED: Routes = {
  'get /docs': none,
  'get /openapi.json': none,
  'get /assets/join.js': none,
  'get /docs/assets/swagger-ui.css': none,
};

/** The page of a device that was let in claims its tokens as it is shown. */
export const CLAIMING = 'get /join/status';

/** Routes that change nothing, whatever they answer. */
export const READS: ReadonlySet<string> = new Set([
  ...[...Object.keys(ROUTES), ...Object.keys(UNDESCRIBED)].filter(
    (route) => route.startsWith('get ') && route !== CLAIMING,
  ),
  'post /graphql',
  'post /invitation/preview',
  'post /tokens/introspect',
]);

export const DESCRIBED_ROUTES: readonly string[] = Object.keys(ROUTES);

/** A request as it should be, of any route. */
export const validRequests: readonly fc.Arbitrary<HttpInput>[] = Object.entries({
  ...ROUTES,
  ...UNDESCRIBED,
}).map(([route, parts]) => parts.map((given) => requestTo(route, given)));

/** The same, of the routes that change nothing. */
export const validReads: readonly fc.Arbitrary<HttpInput>[] = Object.entries({ ...ROUTES, ...UNDESCRIBED })
  .filter(([route]) => READS.has(route))
  .map(([route, parts]) => parts.map((given) => requestTo(route, given)));
