import { describe, expect, it } from '@jest/globals';
import { spawnProcess } from '@meshpair/servers';
import { Part } from './part.js';

describe('a part that is killed', () => {
  it('is started again only after what had to be done while it was away, which is done once', async () => {
    const done: string[] = [];
    const start = async (): ReturnType<typeof spawnProcess> => {
      done.push('start');
      return spawnProcess({
        name: 'child',
        command: process.execPath,
        args: ['-e', `console.log('up'); setInterval(() => {}, 1000);`],
        env: {},
        onLine: () => undefined,
        isReady: { line: (line) => line === 'up' },
      });
    };
    const part = await Part.start('child', start, () => undefined, 10);
    try {
      await part.killAndAwait('SIGKILL', async () => void done.push('wipe'));
      await part.killAndAwait('SIGKILL');
      expect(done).toEqual(['start', 'wipe', 'start', 'start']);
    } finally {
      await part.stop();
    }
  });
});
