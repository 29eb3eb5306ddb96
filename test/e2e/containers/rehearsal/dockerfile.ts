/** One instruction of a Dockerfile, its continued lines joined. */
export interface Instruction {
  readonly name: string;
  readonly rest: string;
}

export interface Stage {
  readonly from: string;
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

/** The stages of a Dockerfile, in order. */
export function stagesOf(text: string): readonly Stage[] {
  const instructions = text
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .map((line) => /^([A-Z]+)\s+(.*)$/.exec(line.trim()))
    .filter((match) => match !== null)
    .map(([, name = '', rest = '']) => ({ name, rest }));
  const starts = instructions.flatMap(({ name }, index) => (name === 'FROM' ? [index] : []));
  return starts.map((start, index) => {
    const [, from = '', name] = /^(\S+)(?:\s+AS\s+(\S+))?$/i.exec(instructions[start]?.rest ?? '') ?? [];
    return { from, name, instructions: instructions.slice(start + 1, starts[index + 1]) };
  });
}

/** The words of `CMD ["a", "b"]`. */
export const execForm = (rest: string): readonly string[] => JSON.parse(rest) as readonly string[];

/** The variables of `ENV A=1 B=2`. */
export const variablesOf = (rest: string): Readonly<Record<string, string>> =>
  Object.fromEntries(rest.split(/\s+/).map((pair) => pair.split('=', 2) as [string, string]));
