export interface WaitOptions {
  readonly timeoutMs?: number;
  /** What is waited for; stands in the error. */
  readonly message?: string;
}

/** Between two tries: short at first, and longer in a long wait, whose asking costs what is waited for. */
const PAUSE_MS = { first: 20, longest: 100, growth: 1.1 };

/** Of a busy machine; a condition that holds is seen at once. */
const PATIENCE_MS = 30_000;

/** Asks again until the condition holds, and returns what it found. Throws when it does not in time. */
export async function waitFor<T>(
  condition: () => Promise<T | undefined | false> | T | undefined | false,
  { timeoutMs = PATIENCE_MS, message = 'the condition' }: WaitOptions = {},
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (let pause = PAUSE_MS.first; ; pause = Math.min(pause * PAUSE_MS.growth, PAUSE_MS.longest)) {
    const found = await condition();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs} ms in vain: ${message}`);
    await new Promise((later) => setTimeout(later, pause));
  }
}
