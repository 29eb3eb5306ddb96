import { at, breaks, schemaChanges, together } from './schema-changes.mjs';

/** @typedef {import('./schema-changes.mjs').Schema} Schema */
/** @typedef {import('./schema-changes.mjs').Changes} Changes */

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options'];

/**
 * Which changes between two OpenAPI documents break a client that was written for the first. What is only added breaks
 * none, but for a value that a client may be told and does not know: that is a warning.
 * @param {Schema} before
 * @param {Schema} after
 * @returns {Changes}
 */
export function apiChanges(before, after) {
  return together(
    Object.entries(before.paths).flatMap(([path, olds]) => {
      const news = after.paths[path];
      if (!news) return [breaks(`${path}: the path is gone`)];
      return METHODS.filter((method) => method in olds).map((method) => {
        const name = `${method.toUpperCase()} ${path}`;
        if (!(method in news)) return breaks(`${name}: the operation is gone`);
        return operationChanges(
          { document: before, own: olds[method] },
          { document: after, own: news[method] },
          name,
        );
      });
    }),
  );
}

/**
 * What an operation says, and the document that its references are about.
 * @typedef {{ document: Schema, own: Schema }} Operation
 */

/**
 * @param {Operation} before
 * @param {Operation} after
 * @param {string} name
 */
const operationChanges = (before, after, name) =>
  together([
    before.own.operationId === after.own.operationId
      ? together([])
      : breaks(`${name}: is called ${after.own.operationId}, where it was ${before.own.operationId}`),
    securityChanges(before.own, after.own, name),
    parameterChanges(before, after, name),
    bodyChanges(before, after, name),
    answerChanges(before, after, name),
  ]);

/**
 * Every credential that opened it still does; none is `[]`, or one alternative that asks for nothing.
 * @param {Schema} before
 * @param {Schema} after
 * @param {string} name
 */
function securityChanges({ security: olds = [] }, { security: news = [] }, name) {
  /** @param {object[]} all */
  const keysOf = (all) =>
    all.length === 0 ? [''] : all.map((each) => Object.keys(each).sort().join(' and '));
  const open = keysOf(news);
  const lost = keysOf(olds).filter((key) => !open.includes(key) && !open.includes(''));
  return together(
    lost.map((key) =>
      breaks(`${name}: ${key === '' ? 'needs a credential now' : `${key} no longer opens it`}`),
    ),
  );
}

/**
 * @param {Operation} operation
 * @returns {Map<string, Schema>}
 */
const parametersOf = ({ document, own: { parameters = [] } }) =>
  new Map(
    parameters
      .map((/** @type {Schema} */ each) => (each.$ref ? at(document, each.$ref) : each))
      .map((/** @type {Schema} */ each) => [`${each.in} ${each.name}`, each]),
  );

/**
 * @param {Operation} before
 * @param {Operation} after
 * @param {string} name
 */
function parameterChanges(before, after, name) {
  const [olds, news] = [parametersOf(before), parametersOf(after)];
  return together([
    ...[...olds].map(([key, old]) => {
      const now = news.get(key);
      return now
        ? schemaChanges(
            { ...before, schema: old.schema },
            { ...after, schema: now.schema },
            'sent',
            `${name} ${key}`,
          )
        : breaks(`${name} ${key}: the parameter is gone`);
    }),
    ...[...news]
      .filter(([key, { required }]) => required && !olds.get(key)?.required)
      .map(([key]) => breaks(`${name} ${key}: is required now`)),
  ]);
}

/**
 * @param {Operation} before
 * @param {Operation} after
 * @param {string} name
 */
function bodyChanges(before, after, name) {
  const [old, now] = [before.own.requestBody, after.own.requestBody];
  if (!old) return now?.required ? breaks(`${name}: needs a body now`) : together([]);
  if (!now) return breaks(`${name}: takes no body any more`);
  return together([
    now.required && !old.required ? breaks(`${name}: needs a body now`) : together([]),
    contentChanges({ ...before, own: old }, { ...after, own: now }, 'sent', `${name} body`),
  ]);
}

/**
 * Answers of success. A problem is a problem whatever its status.
 * @param {Operation} before
 * @param {Operation} after
 * @param {string} name
 */
function answerChanges(before, after, name) {
  const [olds, news] = [before.own.responses, after.own.responses];
  return together(
    Object.keys(olds)
      .filter((status) => !/^[45]/.test(status))
      .map((status) =>
        status in news
          ? contentChanges(
              { ...before, own: olds[status] },
              { ...after, own: news[status] },
              'told',
              `${name} ${status}`,
            )
          : breaks(`${name} ${status}: the answer is gone`),
      ),
  );
}

/**
 * @param {Operation} before
 * @param {Operation} after
 * @param {'sent' | 'told'} direction
 * @param {string} name
 */
const contentChanges = (before, after, direction, name) =>
  together(
    Object.entries(before.own.content ?? {}).map(([type, { schema = {} }]) => {
      const now = after.own.content?.[type];
      return now
        ? schemaChanges({ ...before, schema }, { ...after, schema: now.schema ?? {} }, direction, name)
        : breaks(`${name}: is no longer ${type}`);
    }),
  );
