import type { FieldError } from '@meshpair/contracts';

/** One complaint of a Standard Schema. */
interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** A command whose request does not have the shape that its schema asks for. */
export class InvalidCommand extends Error {
  override readonly name = 'InvalidCommand';

  constructor(readonly errors: readonly FieldError[]) {
    super('the request does not have the shape of the command');
  }

  static of(issues: readonly Issue[]): InvalidCommand {
    return new InvalidCommand(issues.map(({ path, message }) => ({ field: fieldOf(path), message })));
  }
}

const fieldOf = (path: Issue['path']): string =>
  path?.map((part) => String(typeof part === 'object' ? part.key : part)).join('.') || 'body';
