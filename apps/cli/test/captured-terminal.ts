import { PassThrough, Writable } from 'node:stream';
import type { Terminal } from '../src/output/terminal.js';

/** A terminal that keeps what it was told; not a TTY unless it has columns. */
export class CapturedTerminal implements Terminal {
  readonly stdin = new PassThrough();
  readonly stdout: Terminal['stdout'];
  readonly stderr: Writable;
  out = '';
  err = '';

  constructor(columns?: number) {
    const stdout = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.out += chunk.toString();
        done();
      },
    });
    this.stdout = Object.assign(stdout, columns === undefined ? {} : { isTTY: true, columns });
    this.stderr = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.err += chunk.toString();
        done();
      },
    });
  }
}
