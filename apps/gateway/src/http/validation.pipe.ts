import { StandardSchemaValidationPipe, type StandardSchemaValidationPipeOptions } from '@nestjs/common';
import type { FieldError } from '@meshpair/contracts';
import { problem } from './problem-exception.js';

type Issues = Parameters<NonNullable<StandardSchemaValidationPipeOptions['exceptionFactory']>>[0];
type Issue = Issues[number];

const MAX_ERRORS = 20;

const pathOf = (issue: Issue): readonly string[] =>
  (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));

const unknownKeys = (issue: Issue): readonly string[] =>
  'code' in issue && issue.code === 'unrecognized_keys' && 'keys' in issue && Array.isArray(issue.keys)
    ? issue.keys.map(String)
    : [];

/** The issues of a schema as named fields; `root` names the input as a whole. No input value is repeated. */
export function fieldErrors(issues: Issues, root = 'body'): readonly FieldError[] {
  const errors = issues.flatMap((issue): readonly FieldError[] => {
    const path = pathOf(issue);
    const unknown = unknownKeys(issue);
    if (unknown.length > 0) {
      return unknown.map((key) => ({
        field: [...path, key].join('.').slice(0, 100),
        message: 'unknown field',
      }));
    }
    return [{ field: path.join('.') || root, message: issue.message }];
  });
  return errors.slice(0, MAX_ERRORS);
}

/** Validates every `@Body`, `@Query` and `@Param` that has a schema; refuses with `invalid_request` and named fields. */
export const validationPipe = (): StandardSchemaValidationPipe =>
  new StandardSchemaValidationPipe({
    exceptionFactory: (issues) => problem('invalid_request', { errors: fieldErrors(issues) }),
  });
