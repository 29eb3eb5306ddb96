import fc from 'fast-check';
import type { RequestParts } from './http-input.js';
import { itemOf } from './material.js';

/** What a route takes, but for its own path. */
export type Parts = fc.Arbitrary<RequestParts>;

/** What routes take, by `method path` as in `/openapi.json`. */
export type Routes = Readonly<Record<string, Parts>>;

export const owner = itemOf('owner');

export const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });
export const some = (model: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(model, { requiredKeys: [] });

export const pageQuery = fc.constantFrom<Record<string, string>>({}, { limit: '1' }, { limit: '500' });

export const byOwner: Parts = owner.map(({ ownerKey }) => ({ bearer: ownerKey }));
export const and = (parts: Parts, more: Parts): Parts =>
  fc.tuple(parts, more).map(([one, other]) => ({ ...one, ...other }));
export const none: Parts = fc.constant({});
