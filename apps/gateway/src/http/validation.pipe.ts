import { StandardSchemaValidationPipe } from '@nestjs/common';
import { fieldErrors } from './field-errors.js';
import { problem } from './problem-exception.js';

/** Validates every `@Body`, `@Query` and `@Param` that has a schema; refuses with `invalid_request` and named fields. */
export const validationPipe = (): StandardSchemaValidationPipe =>
  new StandardSchemaValidationPipe({
    exceptionFactory: (issues) => problem('invalid_request', { errors: fieldErrors(issues) }),
  });
