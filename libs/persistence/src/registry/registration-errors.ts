import type { RegistrationOutcome } from './registrations.js';

/** No such owner: its pairing cannot be registered, now or later. */
export class UnknownOwner extends Error {
  constructor(readonly ownerId: string) {
    super(`Owner ${ownerId} does not exist`);
    this.name = 'UnknownOwner';
  }
}

/** Another transaction holds the owner's lock: trying again later helps. */
export class OwnerIsLocked extends Error {
  constructor(readonly ownerId: string) {
    super(`Owner ${ownerId} is locked`);
    this.name = 'OwnerIsLocked';
  }
}

/** Some registrations of a batch failed; the others are committed. */
export class RegistrationsFailed extends Error {
  constructor(
    /** The cause for each pairing that was not registered. */
    readonly failures: ReadonlyMap<string, unknown>,
    /** What was committed all the same. */
    readonly outcomes: readonly RegistrationOutcome[],
  ) {
    super(`${failures.size} registrations failed`, { cause: [...failures.values()][0] });
    this.name = 'RegistrationsFailed';
  }
}
