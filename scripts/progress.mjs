const TICK_MS = { terminal: 1000, elsewhere: 5000 };

/**
 * Renews its line on a terminal. Not to stdout: a program's answer goes there.
 * @param {string} text
 */
const show = (text, { isLast = false } = {}) =>
  process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${text}${isLast ? '\n' : ''}` : `${text}\n`);

/**
 * One line for a step of ours, with its seconds. `work` resolves with an exit code and what to show when that is not 0.
 * @param {string} title
 * @param {() => Promise<import('./run.mjs').Outcome>} work
 */
export async function withProgress(title, work) {
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  show(`${title} …`);
  const ticker = setInterval(
    () => show(`${title} … ${seconds()} s`),
    process.stderr.isTTY ? TICK_MS.terminal : TICK_MS.elsewhere,
  );
  const { code, output } = await work().finally(() => clearInterval(ticker));
  if (code === 0) return show(`${title}: done in ${seconds()} s`, { isLast: true });
  show(`${title}: failed`, { isLast: true });
  throw new Error(`${output.trimEnd()}\n${title}: failed after ${seconds()} s (exit code ${code})`);
}
