/**
 * JSON Schema 2020-12, as far as our documents use it.
 * @typedef {Record<string, any>} Schema
 * @typedef {{ readonly breaking: readonly string[], readonly warnings: readonly string[] }} Changes
 * @typedef {'sent' | 'told'} Direction What a client sends must still be accepted; what it is told, still be understood.
 * @typedef {{ document: Schema, schema: Schema }} Place A schema, and the document that its references are about.
 */

/** @type {Changes} */
const NONE = { breaking: [], warnings: [] };

/**
 * @param {readonly Changes[]} changes
 * @returns {Changes}
 */
export const together = (changes) => ({
  breaking: changes.flatMap(({ breaking }) => breaking),
  warnings: changes.flatMap(({ warnings }) => warnings),
});

/** @param {string} text */
export const breaks = (text) => ({ breaking: [text], warnings: [] });

/**
 * Which change of a schema breaks a client that was written for the one before.
 * @param {Place} before
 * @param {Place} after
 * @param {Direction} direction
 * @param {string} name Where the schema is, for the message.
 * @param {readonly string[]} within The references that were followed to here: schemas may contain themselves.
 * @returns {Changes}
 */
export function schemaChanges(before, after, direction, name, within = []) {
  const followed = `${before.schema.$ref} ${after.schema.$ref}`;
  if (before.schema.$ref && within.includes(followed)) return NONE;
  const deeper = [...within, followed];
  const [olds, news] = [alternativesOf(before), alternativesOf(after)];
  /** @type {(old: Place, now: Place) => Changes} */
  const compare = (old, now) => formChanges(old, now, direction, name, deeper);
  // Each form that may come needs a form that takes it.
  return direction === 'sent'
    ? together(olds.map((old) => least(news.map((now) => compare(old, now)))))
    : together(news.map((now) => least(olds.map((old) => compare(old, now)))));
}

/** @param {readonly Changes[]} changes */
const least = (changes) => changes.reduce((best, each) => (weightOf(each) < weightOf(best) ? each : best));

/** @param {Changes} changes */
const weightOf = ({ breaking, warnings }) => breaking.length * 1_000 + warnings.length;

/**
 * The forms that a value may have, each with one type or none named.
 * @param {Place} place
 * @returns {readonly Place[]}
 */
function alternativesOf({ document, schema }) {
  const { $ref, anyOf, oneOf, allOf = [], ...own } = schema;
  const parts = [...allOf, ...($ref === undefined ? [] : [at(document, $ref)])];
  if (parts.length > 0) {
    const merged = parts.reduce((all, part) => merge(all, part), {
      ...own,
      ...(anyOf && { anyOf }),
      ...(oneOf && { oneOf }),
    });
    return alternativesOf({ document, schema: merged });
  }
  const forms = anyOf ?? oneOf;
  if (forms)
    return forms.flatMap((/** @type {Schema} */ form) =>
      alternativesOf({ document, schema: merge(own, form) }),
    );
  if (!Array.isArray(own.type)) return [{ document, schema: own }];
  return own.type.map((type) => ({ document, schema: { ...own, type } }));
}

/**
 * @param {Schema} document
 * @param {string} reference
 * @returns {Schema}
 */
export const at = (document, reference) =>
  reference
    .slice(2)
    .split('/')
    .reduce((part, key) => part[key.replaceAll('~1', '/').replaceAll('~0', '~')], document);

/**
 * @param {Schema} one
 * @param {Schema} other
 * @returns {Schema}
 */
const merge = (one, other) => ({
  ...one,
  ...other,
  ...((one.properties || other.properties) && { properties: { ...one.properties, ...other.properties } }),
  ...((one.required || other.required) && { required: [...(one.required ?? []), ...(other.required ?? [])] }),
});

/**
 * @param {Place} before
 * @param {Place} after
 * @param {Direction} direction
 * @param {string} name
 * @param {readonly string[]} within
 * @returns {Changes}
 */
function formChanges(before, after, direction, name, within) {
  const [old, now] = [before.schema, after.schema];
  const [wider, narrower] = direction === 'sent' ? [typeOf(now), typeOf(old)] : [typeOf(old), typeOf(now)];
  if (!takesType(wider, narrower))
    return breaks(`${name}: its type was ${typeOf(old) ?? 'any'}, and is ${typeOf(now) ?? 'any'}`);
  return together([
    valueChanges(old, now, direction, name),
    direction === 'sent' ? limitChanges(old, now, name) : NONE,
    propertyChanges(before, after, direction, name, within),
    old.items && now.items
      ? schemaChanges(
          { ...before, schema: old.items },
          { ...after, schema: now.items },
          direction,
          `${name}[]`,
          within,
        )
      : NONE,
  ]);
}

/** @param {Schema} schema */
const valuesOf = ({ const: only, enum: values }) => values ?? (only === undefined ? undefined : [only]);

/**
 * @param {Schema} schema
 * @returns {string | undefined}
 */
function typeOf(schema) {
  if (schema.type !== undefined) return schema.type;
  const [value] = valuesOf(schema) ?? [];
  if (value !== undefined) return value === null ? 'null' : typeof value;
  return schema.properties ? 'object' : undefined;
}

/**
 * @param {string | undefined} wider
 * @param {string | undefined} narrower
 */
const takesType = (wider, narrower) =>
  wider === undefined || wider === narrower || (wider === 'number' && narrower === 'integer');

/**
 * @param {Schema} old
 * @param {Schema} now
 * @param {Direction} direction
 * @param {string} name
 * @returns {Changes}
 */
function valueChanges(old, now, direction, name) {
  const [before, after] = [valuesOf(old), valuesOf(now)];
  if (direction === 'sent') {
    if (!after) return NONE;
    if (!before) return breaks(`${name}: takes ${after.join(', ')} only`);
    const gone = before.filter((/** @type {unknown} */ value) => !after.includes(value));
    return together(gone.map((/** @type {unknown} */ value) => breaks(`${name}: no longer takes ${value}`)));
  }
  if (!before || !after)
    return before ? breaks(`${name}: may be anything, where it was ${before.join(', ')}`) : NONE;
  const added = after.filter((/** @type {unknown} */ value) => !before.includes(value));
  // One form with another fixed value is another form, not one more value of it.
  if (old.const !== undefined && added.length > 0)
    return breaks(`${name}: was ${old.const}, and is ${after.join(', ')}`);
  return {
    breaking: [],
    warnings: added.map((/** @type {unknown} */ value) => `${name}: may be ${value}, which is new`),
  };
}

const LOWER = ['minimum', 'minLength', 'minItems'];
const UPPER = ['maximum', 'maxLength', 'maxItems'];

/**
 * @param {Schema} old
 * @param {Schema} now
 * @param {string} name
 */
function limitChanges(old, now, name) {
  const tighter = [
    ...LOWER.filter((key) => now[key] !== undefined && now[key] > (old[key] ?? -Infinity)),
    ...UPPER.filter((key) => now[key] !== undefined && now[key] < (old[key] ?? Infinity)),
    ...['pattern', 'format'].filter((key) => now[key] !== undefined && now[key] !== old[key]),
  ];
  return together(tighter.map((key) => breaks(`${name}: its ${key} is narrower`)));
}

/**
 * @param {Place} before
 * @param {Place} after
 * @param {Direction} direction
 * @param {string} name
 * @param {readonly string[]} within
 */
function propertyChanges(before, after, direction, name, within) {
  const [old, now] = [before.schema, after.schema];
  const { properties: olds = {}, required: musts = [] } = old;
  const { properties: news = {}, required: mustsNow = [] } = now;
  const [asked, promised] = direction === 'sent' ? [mustsNow, musts] : [musts, mustsNow];
  const missing = new Set(asked.filter((/** @type {string} */ key) => !promised.includes(key)));
  const verb = direction === 'sent' ? 'is required now' : 'may be missing now';
  return together([
    ...Object.keys(olds)
      .filter((key) => !(key in news))
      .map((key) => breaks(`${name}.${key}: is gone`)),
    ...[...missing].filter((key) => key in news).map((key) => breaks(`${name}.${key}: ${verb}`)),
    ...Object.keys(olds)
      .filter((key) => key in news)
      .map((key) =>
        schemaChanges(
          { ...before, schema: olds[key] },
          { ...after, schema: news[key] },
          direction,
          `${name}.${key}`,
          within,
        ),
      ),
  ]);
}
