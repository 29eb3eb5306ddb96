import { basename } from 'node:path';
import type { Printer } from '../output/printer.js';

export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof SHELLS)[number];

/** Prints what makes a shell complete `meshpair`; without a name, for the shell that the user logs in to. */
export function completion(printer: Printer, shell: Shell = loginShell()): void {
  printer.show(SCRIPTS[shell]);
}

function loginShell(): Shell {
  const name = basename(process.env.SHELL ?? '');
  return SHELLS.find((shell) => shell === name) ?? (process.platform === 'win32' ? 'powershell' : 'bash');
}

// SHELL tells the program whether a description may follow each word, and how it is set apart.
const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# source <(meshpair completion bash)
_meshpair_completions() {
  local word="\${COMP_WORDS[COMP_CWORD]}"
  local IFS=$'\\n'
  COMPREPLY=($(compgen -W "$(SHELL=bash meshpair --get-yargs-completions "\${COMP_WORDS[@]}")" -- "$word"))
}
complete -o bashdefault -o default -F _meshpair_completions meshpair`,

  zsh: `#compdef meshpair
# source <(meshpair completion zsh)
_meshpair_completions() {
  local si=$IFS replies
  IFS=$'\\n' replies=($(SHELL=zsh meshpair --get-yargs-completions "\${words[@]}"))
  IFS=$si
  if (( \${#replies} )); then _describe 'values' replies; else _default; fi
}
compdef _meshpair_completions meshpair`,

  fish: `# meshpair completion fish > ~/.config/fish/completions/meshpair.fish
function __meshpair_completions
    set -l words (commandline -opc) (commandline -ct)
    SHELL=fish meshpair --get-yargs-completions $words
end
complete -c meshpair -f -a '(__meshpair_completions)'`,

  powershell: `# meshpair completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName meshpair -ScriptBlock {
  param($word, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | ForEach-Object { "$_" })
  # Before 7.3 an empty argument is lost on its way to a program.
  $empty = $(if ($PSVersionTable.PSVersion.Major -lt 7 -or "$($PSVersionTable.PSVersion)" -match '^7\\.[0-2]\\.') { '""' } else { '' })
  if ($word -eq '') { $words += $empty }
  $shell = $env:SHELL
  $env:SHELL = 'bash'
  $found = meshpair --get-yargs-completions @words
  $env:SHELL = $shell
  $found | Where-Object { $_ -like "$word*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}`,
};
