import { existsSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { readStream, SERVICES, startSystem, stopSystems } from './index.js';

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

it('a mesh to which nothing has happened has a stream without events', async () => {
  const { natsUrl, stop } = await startSystem({
    replicas: { gateway: 0, pairing: 0, registry: 0 },
  });
  try {
    expect(await readStream(natsUrl)).toEqual([]);
  } finally {
    await stop();
  }
});
