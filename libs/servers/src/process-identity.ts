import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * What tells a process from every other that has, had or will have its pid: when it was started, and its command line.
 * Empty when that cannot be told here, or when there is no such process.
 */
export const processIdentity = (pid: number): string => identityFromProc(pid) ?? identityFromPs(pid);

/** Whether a process with that pid runs, ours or not. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Linux. The start is counted from the boot, so the boot is named too. A zombie has no command line. */
function identityFromProc(pid: number): string | undefined {
  try {
    // proc(5): the name may contain spaces and ends with the last parenthesis; starttime is field 22.
    const start = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19];
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return `${boot} ${start ?? ''} ${command}`;
  } catch {
    return undefined;
  }
}

/** Elsewhere. */
export function identityFromPs(pid: number): string {
  try {
    const args = ['-ww', '-o', 'lstart=', '-o', 'command=', '-p', String(pid)];
    // The start is written in the language and zone of whoever asks.
    const env = { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
    return execFileSync('ps', args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '';
  }
}
