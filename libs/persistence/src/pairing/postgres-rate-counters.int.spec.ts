import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '@meshpair/testing';
import { createDataSource, poolOf } from '../data-source.js';
import { PostgresRateCounters } from './postgres-rate-counters.js';
import { promisesOfRateCounters } from './rate-counters.contract.spec.js';

describe('PostgresRateCounters', () => {
  let database: TestDatabase;
  let source: DataSource;

  const empty = async (): Promise<PostgresRateCounters> => {
    await database.query('truncate pairing.rate_counters');
    return new PostgresRateCounters(poolOf(source));
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    source = await createDataSource(database.url, 'pairing').initialize();
  });

  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  promisesOfRateCounters(empty);

  it('grants no more to many that take at once, in whatever order they name the subjects', async () => {
    const counters = await empty();
    const limit = { name: 'connects', most: 20 };
    const subjects = Array.from({ length: 10 }, (_, index) => `10.0.0.${index}`);
    const takes = await Promise.all(
      Array.from({ length: 40 }, (_, turn) =>
        counters.take(
          limit,
          new Map((turn % 2 === 0 ? subjects : subjects.toReversed()).map((subject) => [subject, 1])),
          new Date('2026-03-01T12:00:00.000Z'),
        ),
      ),
    );
    for (const subject of subjects) {
      const granted = takes.reduce((sum, taken) => sum + (taken.get(subject)?.granted ?? 0), 0);
      expect({ subject, granted }).toEqual({ subject, granted: 20 });
    }
  });
});
