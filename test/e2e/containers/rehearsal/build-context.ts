import { cpSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

interface Rule {
  readonly excludes: boolean;
  readonly pattern: RegExp;
}

/** The rules of a `.dockerignore`: a path counts as what the last rule that matches it, or a folder above it, says. */
export function ignoreRules(text: string): readonly Rule[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const excludes = !line.startsWith('!');
      return { excludes, pattern: patternOf(line.replace(/^!/, '').replace(/^\/|\/$/g, '')) };
    });
}

/** Go's `filepath.Match` with `**`, from the root of the context. */
function patternOf(glob: string): RegExp {
  const body = glob
    .split(/(\*\*\/?|\*|\?)/)
    .map((part) => {
      if (part.startsWith('**')) return '(?:.*/)?';
      if (part === '*') return '[^/]*';
      if (part === '?') return '[^/]';
      return part.replace(/[.+^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
  return new RegExp(`^${body}(?:/|$)`);
}

export const isInContext = (rules: readonly Rule[], path: string): boolean =>
  rules.findLast(({ pattern }) => pattern.test(path))?.excludes !== true;

/** Copies what a build of `repository` sends to the engine. */
export function copyContext(repository: string, context: string): void {
  const rules = ignoreRules(readFileSync(join(repository, '.dockerignore'), 'utf8'));
  cpSync(repository, context, {
    recursive: true,
    filter: (source) => {
      const path = relative(repository, source).split(sep).join('/');
      return path === '' || isInContext(rules, path);
    },
  });
}
