import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Reads `+ pid` and `- pid` lines. When the pipe closes, its parent is gone, however it went: it interrupts
 * what is left (for Postgres SIGINT is the fast, clean shutdown) and kills what does not leave within 10 s.
 */
const GUARD_SCRIPT = `
trap '' INT TERM HUP
left=' '
while read -r sign pid; do
  case $sign in
    +) left="$left$pid " ;;
    -) left="\${left%% $pid *} \${left#* $pid }" ;;
  esac
done
for pid in $left; do kill -INT "$pid" 2>/dev/null; done
tries=0
while [ $tries -lt 100 ]; do
  alive=
  for pid in $left; do kill -0 "$pid" 2>/dev/null && alive=yes; done
  [ -z "$alive" ] && exit 0
  sleep 0.1
  tries=$((tries + 1))
done
for pid in $left; do kill -KILL "$pid" 2>/dev/null; done
`;

let guard: ChildProcess | undefined;
const guarded = new Set<number>();

function tell(line: string): void {
  let lines: readonly string[] = [line];
  if (guard?.exitCode !== null || guard.signalCode !== null) {
    guard = spawn('/bin/sh', ['-c', GUARD_SCRIPT, 'meshpair-guard'], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      cwd: '/',
      env: { PATH: process.env['PATH'] },
    });
    guard.on('error', () => undefined);
    guard.stdin?.on('error', () => undefined);
    guard.unref();
    (guard.stdin as unknown as { unref(): void }).unref();
    // A guard that follows a killed one takes over what that one guarded.
    lines = [...guarded].map((pid) => `+ ${pid}`);
  }
  for (const line of lines) guard.stdin?.write(`${line}\n`);
}

/** Makes sure that a child does not outlive this process, even when this process is killed. */
export function guardProcess(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  guarded.add(pid);
  tell(`+ ${pid}`);
  child.once('exit', () => {
    guarded.delete(pid);
    tell(`- ${pid}`);
  });
}
