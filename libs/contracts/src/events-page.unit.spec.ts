import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { ALL_EVENT_TYPES } from '@meshpair/domain';
import { AuditEvent, CloudEvent, EVENT_DATA, MESH_EVENT_DATA, MeshCloudEvent } from './index.js';

const page = readFileSync('docs/events.md', 'utf8');
const examples = [...page.matchAll(/```json\n(.*?)```/gs)].map(([, text = '']) => JSON.parse(text) as object);
const rows = [...page.matchAll(/^\| `([A-Z]\w+)` +\|[^|]+\| `(.+?)` +\|$/gm)].map(
  ([, type = '', data = '']) => ({
    type,
    data: JSON.parse(data) as Record<string, unknown>,
  }),
);
const [pairingExample, meshExample] = examples;

const SCHEMAS: Readonly<Record<string, z.ZodType>> = { ...EVENT_DATA, ...MESH_EVENT_DATA };

describe('docs/events.md', () => {
  it('shows an event of a pairing and one of the mesh, whole', () => {
    expect(CloudEvent.parse(pairingExample)).toEqual(pairingExample);
    expect(MeshCloudEvent.parse(meshExample)).toEqual(meshExample);
  });

  it('lists every type, in the order of the domain', () => {
    expect(rows.map(({ type }) => type)).toEqual(ALL_EVENT_TYPES);
  });

  it.each(rows)('has an example of $type that is one', ({ type, data }) => {
    const event = { ...(type in MESH_EVENT_DATA ? meshExample : pairingExample), type, data };
    expect(AuditEvent.parse(event)).toEqual(event);
    expect(JSON.parse(JSON.stringify(SCHEMAS[type]?.parse(data)))).toEqual(data);
  });
});
