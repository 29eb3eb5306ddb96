/** Does the work of one kind of job. */
export interface JobHandler {
  handle(): Promise<void>;
}

export type JobHandlers = ReadonlyMap<string, JobHandler>;

/** A job that would wait for ever: a bug that stops the start. */
export class JobWithoutHandler extends Error {
  override readonly name = 'JobWithoutHandler';

  constructor(readonly jobs: readonly string[]) {
    super(`No handler for: ${jobs.join(', ')}`);
  }
}

/** Throws `JobWithoutHandler` unless every job has its handler. */
export function requireHandlers(jobs: readonly string[], handlers: JobHandlers): void {
  const missing = jobs.filter((job) => !handlers.has(job));
  if (missing.length > 0) throw new JobWithoutHandler(missing);
}
