import { FAILURES_AT_THE_TERMINAL, knownReason } from '@meshpair/words';

/** What the exit code of `meshpair` says. */
export const EXIT = {
  ok: 0,
  /** Something that is not the user's fault and has no code of its own. */
  failed: 1,
  /** The command line is wrong (sysexits' 64 is for C programs; 2 is the shell's custom). */
  usage: 2,
  /** No owner key, or one that is not valid. */
  unauthorized: 3,
  /** The mesh refused: denied, expired, wrong PIN too often, not found … */
  refused: 4,
  /** The gateway cannot be reached or is busy. */
  unavailable: 5,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends the program with a message for people and a code for scripts. */
export class CommandFailure extends Error {
  /** What `--json` says of it (RFC 9457). */
  readonly problem: object;

  constructor(
    message: string,
    readonly exitCode: ExitCode,
    /** A stable word for programs. */
    readonly code: string = 'failed',
  ) {
    super(message);
    this.name = 'CommandFailure';
    this.problem = { title: message, code };
  }
}

/** Ends it because a pairing has failed; a reason of tomorrow is told as it comes. */
export const pairingFailure = (
  reason: string | null | undefined,
  exitCode: ExitCode = EXIT.refused,
): CommandFailure => {
  const known = knownReason(reason);
  const message = known === undefined ? 'The pairing failed.' : FAILURES_AT_THE_TERMINAL[known];
  return new CommandFailure(message, exitCode, reason ?? 'failed');
};
