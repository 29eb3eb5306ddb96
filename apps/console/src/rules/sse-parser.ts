export interface ServerEvent {
  readonly id: string | undefined;
  readonly data: string;
}

/**
 * Reads `text/event-stream` (HTML §9.2.6) from chunks of text that may end anywhere. Each call gives the
 * events that are now complete; comments and `event` names are passed over, the data says its type itself.
 */
export function createSseParser(): (chunk: string) => readonly ServerEvent[] {
  let rest = '';
  let data: string[] = [];
  let id: string | undefined;
  const readLine = (line: string): ServerEvent | undefined => {
    if (line === '') {
      const event = data.length > 0 ? { id, data: data.join('\n') } : undefined;
      data = [];
      return event;
    }
    const [, field, value = ''] = /^([^:]+)(?:: ?(.*))?$/.exec(line) ?? [];
    if (field === 'data') data.push(value);
    if (field === 'id') id = value;
    return undefined;
  };
  return (chunk) => {
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop() ?? '';
    return lines.map(readLine).filter((event) => event !== undefined);
  };
}
