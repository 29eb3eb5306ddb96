import type { operations } from './schema.js';

type Json<T> = { readonly content: { readonly 'application/json': T } };
type With<Op, Query> = Omit<Op, 'parameters'> & { readonly parameters: { readonly query?: Query } };
type QueryOf<Op> = Op extends { readonly parameters: { readonly query?: infer Q } } ? Q : never;

interface ConsoleSession {
  readonly owner: { readonly ownerId: string; readonly name: string };
  readonly mesh: { readonly name: string };
  readonly addresses: readonly {
    readonly url: string;
    readonly kind: 'configured' | 'lan' | 'other' | 'loopback';
    readonly interface: string | null;
  }[];
  readonly plainHttpBeyondLoopback: boolean;
  readonly version: string;
}

/** Routes of the console that the gateway's document does not have yet; goes when it has. */
export interface PendingPaths {
  readonly '/console/session': {
    readonly get: { readonly responses: { readonly 200: Json<ConsoleSession> } };
    readonly post: {
      readonly requestBody: Json<{ readonly key: string } | { readonly code: string }>;
      readonly responses: {
        readonly 200: Json<{ readonly owner: ConsoleSession['owner']; readonly expiresAt: string }>;
      };
    };
    readonly delete: { readonly responses: { readonly 204: { readonly content?: never } } };
  };
  readonly '/audit/events': {
    readonly get: With<
      operations['eventsAudit'],
      QueryOf<operations['eventsAudit']> & { readonly last?: number }
    >;
  };
  readonly '/pairing/start': {
    readonly post: With<
      operations['startPairing'],
      QueryOf<operations['startPairing']> & { readonly address?: string }
    >;
  };
}
