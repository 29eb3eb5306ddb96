import { describe, expect, it } from '@jest/globals';
import { InMemoryPairingRepository } from '../../test/in-memory-pairing-repository.js';
import { promisesOfAPairingRepository } from './pairing-repository.contract.spec.js';

describe('InMemoryPairingRepository', () => {
  promisesOfAPairingRepository(async () => {
    const repository = new InMemoryPairingRepository();
    return { repository, outbox: repository };
  });

  it('lets one relay work at a time, and a waiting one leave', async () => {
    const repository = new InMemoryPairingRepository();
    const order: string[] = [];
    const [first, waiting] = [new AbortController(), new AbortController()];
    let finish = (): void => undefined;
    const working = repository.asOnlyRelay(
      () => new Promise((resolve) => (finish = () => resolve(void order.push('first')))),
      first.signal,
    );
    const leaving = repository.asOnlyRelay(async () => void order.push('left'), waiting.signal);
    const next = repository.asOnlyRelay(async () => void order.push('next'), first.signal);
    waiting.abort();
    await leaving;
    finish();
    await Promise.all([working, next]);
    expect(order).toEqual(['first', 'next']);
  });
});
