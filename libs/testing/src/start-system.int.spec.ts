import { existsSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { SERVICES, startSystem, stopSystems } from './index.js';

it('a mesh that still starts is stopped, though nobody has got hold of it', async () => {
  const starting = startSystem();
  await stopSystems();
  const { baseUrl, dataDir, processesOf, stop } = await starting;
  try {
    expect(SERVICES.flatMap(processesOf)).toEqual([]);
    await expect(fetch(baseUrl)).rejects.toThrow();
    expect(existsSync(dataDir)).toBe(false);
  } finally {
    await stop();
  }
});
