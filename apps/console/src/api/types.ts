import type { components, paths } from './schema.js';

type Json<R> = R extends { readonly content: { readonly 'application/json': infer T } } ? T : never;

export type Session = Json<paths['/console/session']['get']['responses'][200]>;
export type StartedPairing = Json<paths['/pairing/start']['post']['responses'][201]>;
export type Pairing = components['schemas']['Pairing'];
export type Node = components['schemas']['Node'];
export type AuditEvent = components['schemas']['Event'] | components['schemas']['MeshEvent'];
