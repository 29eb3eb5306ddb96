import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { postgresBinaries } from './postgres-binaries.js';
import { placePostgres } from './postgres-place.js';

describe('the place of Postgres', () => {
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'meshpair-place-'));
  });
  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  it('is made inside the data directory, private, for a user who runs it as itself', async () => {
    const binaries = await postgresBinaries();
    const place = await placePostgres(join(dataDir, 'new'), binaries, undefined, () => undefined);
    expect(place).toEqual({ directory: join(dataDir, 'new/postgres'), binaries });
    expect((await stat(place.directory)).mode & 0o777).toBe(0o700);
  });
});
