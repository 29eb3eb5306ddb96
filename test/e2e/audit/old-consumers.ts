import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect } from '@jest/globals';
import type { MeshCloudEvent } from '@meshpair/contracts';

const run = promisify(execFile);

const LINTERS = 'test/linters';
const QUIETLY = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline'];

/** What a consumer that was written for a release makes of events, a line each. */
async function consumed(release: string, lines: string): Promise<unknown> {
  const reading = run(process.execPath, [`${LINTERS}/old-consumer.mjs`, `docs/releases/${release}/schemas`]);
  reading.child.stdin?.end(lines);
  return JSON.parse((await reading).stdout) as unknown;
}

const linesOf = (events: readonly unknown[]): string =>
  events.map((each) => `${JSON.stringify(each)}\n`).join('');

/**
 * Consumers that were written for each release read every type of it in a trail (as NDJSON), pass over what they do not
 * know, and find the fault in an event that lacks something.
 */
export async function readAsTheirReleases(trail: string, renamed: MeshCloudEvent): Promise<void> {
  await run('npm', ['install', ...QUIETLY], { cwd: LINTERS });
  const ofTomorrow = { ...renamed, colour: 'red', data: { ...renamed.data, colour: 'red' } };
  const more = [
    { ...ofTomorrow, actorkind: 'robot' },
    { ...ofTomorrow, type: 'NodePainted' },
  ];
  const faulty = { ...renamed, data: { name: 'Tablet' } };
  for (const release of await readdir('docs/releases')) {
    const types = (await readdir(`docs/releases/${release}/schemas`)).map((file) =>
      file.replace('.json', ''),
    );
    expect(await consumed(release, trail + linesOf(more))).toEqual({
      read: types.sort(),
      passedOver: expect.arrayContaining(['NodePainted']),
      faults: [],
    });
    expect(await consumed(release, linesOf([faulty]))).toMatchObject({
      faults: [expect.stringMatching(/^NodeRenamed: .*nodeId/)],
    });
  }
}
