import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { plain } from './plain.js';
import type { Terminal } from './terminal.js';

/** Asks for a line. Rejects with an `AbortError` when the signal aborts; undefined when there is no more input. */
export interface Asker {
  ask(question: string, signal?: AbortSignal): Promise<string | undefined>;
  close(): void;
}

/** Reads lines from this terminal or pipe. Questions go to stderr, so that stdout stays for the answers. */
export function openAsker({ stdin, stderr }: Terminal, { hidden = false }: { hidden?: boolean }): Asker {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({
    input: stdin,
    output: hidden ? silent : stderr,
    terminal: stdin.isTTY ?? false,
  });
  const ended = new Promise<undefined>((resolve) => lines.once('close', () => resolve(undefined)));
  // A pipe may hold more lines than were asked for yet.
  const early: string[] = [];
  lines.on('line', (line) => early.push(line));
  return {
    async ask(question, signal) {
      const shown = plain(question);
      if (hidden) stderr.write(shown);
      const waiting = early.shift();
      if (waiting !== undefined) return waiting.trim();
      const answer = lines.question(hidden ? '' : shown, signal ? { signal } : {});
      const line = await Promise.race([answer, ended]);
      if (hidden) stderr.write('\n');
      return line?.trim();
    },
    close: () => lines.close(),
  };
}
