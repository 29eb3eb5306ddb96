import type { Readable, Writable } from 'node:stream';

/** Where a person or a program sits: a process's own streams. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & {
    readonly isTTY?: boolean;
    readonly columns?: number;
    getColorDepth?(): number;
  };
  readonly stderr: Writable;
}
