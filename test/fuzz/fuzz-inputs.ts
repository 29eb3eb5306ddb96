import fc from 'fast-check';
import { garbageRequest, nearlyValidRequest } from './broken-requests.js';
import type { HttpInput } from './http-input.js';
import { validReads, validRequests } from './http-routes.js';
import { garbageMessage, type NatsInput, nearlyValidCommand, validCommand } from './nats-inputs.js';
import { rawRequest } from './raw-requests.js';

export type FuzzInput =
  | { readonly over: 'http'; readonly input: HttpInput }
  | { readonly over: 'socket'; readonly input: string }
  | { readonly over: 'nats'; readonly input: NatsInput };

const http = (input: HttpInput): FuzzInput => ({ over: 'http', input });
const nats = (input: NatsInput): FuzzInput => ({ over: 'nats', input });

const refusals = [
  { weight: 10, arbitrary: fc.oneof(...validReads).map(http) },
  { weight: 26, arbitrary: nearlyValidRequest.map(http) },
  { weight: 12, arbitrary: garbageRequest.map(http) },
  { weight: 3, arbitrary: rawRequest.map((input): FuzzInput => ({ over: 'socket', input })) },
  { weight: 10, arbitrary: nearlyValidCommand.map(nats) },
  { weight: 5, arbitrary: garbageMessage.map(nats) },
];

/** Inputs that are likely to be refused. */
const refused: fc.Arbitrary<FuzzInput> = fc.oneof(...refusals);

/** The same, with many that are accepted: they move the system on, so that refusals meet every state. */
const mixed: fc.Arbitrary<FuzzInput> = fc.oneof(
  ...refusals,
  { weight: 30, arbitrary: fc.oneof(...validRequests).map(http) },
  { weight: 6, arbitrary: validCommand.map(nats) },
);

const MIXED_EVERY = 4;

/** The n-th batch of a seed; each fourth one is mixed. */
export const batchOf = (seed: number, number: number, size: number): readonly FuzzInput[] =>
  fc.sample(number % MIXED_EVERY === 0 ? mixed : refused, { seed: seed + number, numRuns: size });
