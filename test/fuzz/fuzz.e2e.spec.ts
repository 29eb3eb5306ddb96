import { describe, expect, it } from '@jest/globals';
import { startLoneGateway } from '@meshpair/testing';
import { runFuzz } from './fuzz-run.js';
import { DESCRIBED_ROUTES } from './http-routes.js';
import { commandSubjects, COVERED_SUBJECTS } from './nats-inputs.js';

const SHORT = 2_000;
const MAX_SEED = 2 ** 31;

const whole = (text: string | undefined, standard: number): number => (text ? Number(text) : standard);

describe('fuzzing', () => {
  const seed = whole(process.env.FUZZ_SEED, Math.floor(Math.random() * MAX_SEED));
  const inputs = whole(process.env.FUZZ_INPUTS, SHORT);

  it('has inputs for every route of /openapi.json', async () => {
    const gateway = await startLoneGateway();
    const document = (await (await fetch(new URL('/openapi.json', gateway.baseUrl))).json()) as {
      paths: Record<string, object>;
    };
    await gateway.stop();
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(routes.filter((route) => !DESCRIBED_ROUTES.includes(route))).toEqual([]);
    expect(routes.length).toBeGreaterThan(20);
  });

  it('has inputs for every command of the contracts', () => {
    expect(commandSubjects().filter((subject) => !COVERED_SUBJECTS.includes(subject))).toEqual([]);
    expect(commandSubjects().length).toBeGreaterThan(20);
  });

  it('gets neither a 5xx nor a crash out of any route or subject, and no refused request changes a row', async () => {
    const report = await runFuzz(seed, inputs);
    const { http, nats, serverErrors, unavailable, crashes, compared, changedByRefused, answers, faults } =
      report;
    console.log(
      [
        `inputs tried: ${http + nats} (HTTP ${http}, NATS ${nats}), 5xx: ${serverErrors}, ` +
          `crashes: ${crashes.length}, rows changed by refused requests: ${changedByRefused}`,
        `refused inputs between two digests of all rows: ${compared}; clean 503: ${unavailable}`,
        `answers: ${Object.entries(answers)
          .sort()
          .map(([answer, count]) => `${answer} ${count}`)
          .join(', ')}`,
        `again: FUZZ_SEED=${seed} FUZZ_INPUTS=${inputs} npm run test:fuzz`,
        ...faults,
      ].join('\n'),
    );
    expect({ faults, crashes, serverErrors, changedByRefused }).toEqual({
      faults: [],
      crashes: [],
      serverErrors: 0,
      changedByRefused: 0,
    });
    expect(http + nats).toBe(inputs);
    expect(compared).toBeGreaterThan(inputs / 4);
  }, 1_800_000);
});
