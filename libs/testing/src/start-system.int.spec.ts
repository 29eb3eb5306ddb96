import { existsSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { readStream, SERVICES, startSystem, stopSystems, waitFor } from './index.js';

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

/** Has a process say at its end which packages it has required from `node_modules`. */
const TELL_PACKAGES = `
  import module from 'node:module';
  const nameOf = (path) => /.*node_modules.((@[^/]+.)?[^/]+)/.exec(path)?.[1] ?? [];
  process.on('exit', () => console.log('packages:', ...new Set(Object.keys(module._cache).flatMap(nameOf))));`;

it('the programs of a mesh have all that they load in their bundles', async () => {
  const { logs, stop } = await startSystem({
    settings: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(TELL_PACKAGES)}` },
  });
  await stop();
  const told = await waitFor(() => {
    const lines = [...logs().matchAll(/^packages:(.*)/gm)];
    return lines.length >= 4 && lines;
  });
  expect(new Set(told.flatMap(([, names = '']) => names.split(' ').filter(Boolean)))).toEqual(
    // Nest's GraphQL brings one that asks for it in its own way.
    new Set(['picomatch']),
  );
});
