import { z } from 'zod';

export type JsonSchema = Record<string, unknown>;

/** A schema as JSON Schema 2020-12, with those that have a name of their own in `$defs`. */
export const jsonSchemaOf = (schema: z.ZodType, io: 'input' | 'output'): JsonSchema =>
  z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      // Zod's `readonly` is for who reads the value here, OpenAPI's for who writes it there.
      delete jsonSchema.readOnly;
      // JSON has it as text.
      if (zodSchema._zod.def.type === 'date')
        Object.assign(jsonSchema, { type: 'string', format: 'date-time' });
      // The format says it; Zod adds how it looks for it.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });

/** The schemas that have a name of their own (`meta({ id })`): each stands once in a document, and is referred to. */
export class Components {
  readonly schemas: Record<string, JsonSchema> = {};

  /** The schema itself as JSON Schema 2020-12, or a reference to it when it has a name. */
  add(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    const text = JSON.stringify(jsonSchemaOf(schema, io)).replaceAll('"#/$defs/', '"#/components/schemas/');
    const { $defs, $schema, ...own } = JSON.parse(text) as JsonSchema;
    Object.assign(this.schemas, $defs);
    return own;
  }
}
