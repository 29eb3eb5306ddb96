import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Asks for a line. Rejects with an `AbortError` when the signal aborts; undefined when there is no more input. */
export interface Asker {
  ask(question: string, signal?: AbortSignal): Promise<string | undefined>;
  close(): void;
}

/** Reads lines from this terminal or pipe. Questions go to stderr, so that stdout stays for the answers. */
export function openAsker({ hidden = false }: { hidden?: boolean } = {}): Asker {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({
    input: process.stdin,
    output: hidden ? silent : process.stderr,
    terminal: process.stdin.isTTY,
  });
  const ended = new Promise<undefined>((resolve) => lines.once('close', () => resolve(undefined)));
  // A pipe may hold more lines than were asked for yet.
  const early: string[] = [];
  lines.on('line', (line) => early.push(line));
  return {
    async ask(question, signal) {
      if (hidden) process.stderr.write(question);
      const waiting = early.shift();
      if (waiting !== undefined) return waiting.trim();
      const answer = lines.question(hidden ? '' : question, signal ? { signal } : {});
      const line = await Promise.race([answer, ended]);
      if (hidden) process.stderr.write('\n');
      return line?.trim();
    },
    close: () => lines.close(),
  };
}

/** Asks for a yes; only a terminal can give one. */
export async function confirmed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const asker = openAsker();
  try {
    return /^y(es)?$/i.test((await asker.ask(`${question} [y/N] `)) ?? '');
  } finally {
    asker.close();
  }
}
