import type { AnswerOf } from './client.js';

export type Session = AnswerOf<'get', '/console/session'>;
export type StartedPairing = AnswerOf<'post', '/pairing/start'>;
/** `contested`: another device tried the same code after one had connected. */
export type Pairing = AnswerOf<'get', '/pairing/{id}'> & { readonly contested?: boolean };
export type Node = AnswerOf<'get', '/nodes/{id}'>;
export type AuditEvent = AnswerOf<'get', '/audit/events'>['items'][number];
