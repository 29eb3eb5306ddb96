import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const run = promisify(execFile);

/** Has bash complete each line, and prints the replies of each on one. */
const COMPLETE_IN_BASH = `
source <(meshpair completion bash)
for line in "$@"; do
  read -ra COMP_WORDS <<<"$line"
  [[ $line == *' ' ]] && COMP_WORDS+=('')
  COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)) COMPREPLY=()
  _meshpair_completions
  echo "\${COMPREPLY[*]}"
done`;

describe('the completion of meshpair', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'meshpair-bin-'));
    const program = join(folder, 'meshpair');
    await writeFile(
      program,
      `#!/bin/sh\nexec '${process.execPath}' '${resolve('apps/cli/bin/meshpair.mjs')}' "$@"\n`,
    );
    await chmod(program, 0o755);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  const script = async (shell: string): Promise<string> =>
    (await run(join(folder, 'meshpair'), ['completion', shell])).stdout;

  it('completes commands, options and choices in bash', async () => {
    const lines = ['meshpair nod', 'meshpair nodes r', 'meshpair events --type Pin', 'meshpair pair --tt'];
    const { stdout } = await run('bash', ['--norc', '-c', COMPLETE_IN_BASH, 'bash', ...lines], {
      // A shell that somebody else logs in to makes no difference.
      env: { PATH: `${folder}:${process.env.PATH}`, SHELL: '/usr/bin/zsh' },
    });
    expect(stdout.trim().split('\n')).toEqual([
      'nodes',
      'rename remove',
      'PinGenerated PinVerified PinRejected',
      '--ttl',
    ]);
  });

  // Fish, zsh and PowerShell are not here to run it: by its shape only.
  it.each([
    [
      'zsh',
      /^#compdef meshpair\n[^]*SHELL=zsh meshpair --get-yargs-completions [^]*compdef _meshpair_completions meshpair\n$/,
    ],
    [
      'fish',
      /SHELL=fish meshpair --get-yargs-completions \$words\nend\ncomplete -c meshpair -f -a '\(__meshpair_completions\)'\n$/,
    ],
    [
      'powershell',
      /Register-ArgumentCompleter -Native -CommandName meshpair -ScriptBlock \{[^]*--get-yargs-completions @words\n[^]*CompletionResult\]::new\([^]*\}\n$/,
    ],
  ])('registers itself in %s', async (shell, shape) => {
    expect(await script(shell)).toMatch(shape);
  });

  it.each(['nodes', 'rename'])('tells fish and zsh what %s is', async (command) => {
    const before = command === 'rename' ? ['meshpair', 'nodes', ''] : ['meshpair', ''];
    const told = async (SHELL: string): Promise<string> =>
      (
        await run(join(folder, 'meshpair'), ['--get-yargs-completions', ...before], {
          env: { PATH: process.env.PATH, SHELL },
        })
      ).stdout;
    expect(await told('fish')).toMatch(new RegExp(`^${command}\t\\w`, 'm'));
    expect(await told('zsh')).toMatch(new RegExp(`^${command}:\\w`, 'm'));
  });
});
