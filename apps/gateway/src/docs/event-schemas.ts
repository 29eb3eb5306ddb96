import { z } from 'zod';
import { CloudEvent, EVENT_DATA, MESH_EVENT_DATA, MeshCloudEvent } from '@meshpair/contracts';
import { EVENT_TYPES, type EventType, type PairingEventType } from '@meshpair/domain';
import { inEnglish } from '@meshpair/words/catalogues';
import { type JsonSchema, jsonSchemaOf } from './components.js';

/** A change that would break a reader makes the next version of a type's schema; 1 unless told. */
const VERSIONS: Readonly<Partial<Record<EventType, number>>> = {};

/**
 * The JSON Schema (2020-12) of a whole event of a type, as its readers must take it: open, since fields and values
 * that it does not name may come.
 */
export function eventSchema(type: EventType): JsonSchema {
  const own = { type: z.literal(type) };
  const event = isOfPairing(type)
    ? CloudEvent.extend({ ...own, data: EVENT_DATA[type] })
    : MeshCloudEvent.extend({ ...own, data: MESH_EVENT_DATA[type] });
  const { $schema, ...schema } = openToMore(jsonSchemaOf(event, 'input')) as JsonSchema;
  return {
    $schema,
    $id: `urn:meshpair:event:${type}:${VERSIONS[type] ?? 1}`,
    title: inEnglish(`event.${type}`),
    ...schema,
  };
}

const isOfPairing = (type: EventType): type is PairingEventType =>
  (EVENT_TYPES as readonly string[]).includes(type);

/** More fields may come, and other values of an enumeration: those of today are examples. */
export function openToMore(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(openToMore);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { enum: known, additionalProperties, ...rest } = schema as JsonSchema;
  return {
    ...Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, openToMore(value)])),
    ...(known !== undefined && { examples: known }),
    ...(additionalProperties !== undefined && additionalProperties !== false && { additionalProperties }),
  };
}
