import { describe, expect, it } from '@jest/globals';
import { WakeUp } from './wake-up.js';

const never = new AbortController().signal;
const HOUR = 3_600_000;

describe('WakeUp', () => {
  it('ends a wait', async () => {
    const wakeUp = new WakeUp();
    const waiting = wakeUp.wait(HOUR, never);
    wakeUp.wake();
    await waiting;
  });

  it('does not wait when woken since the last reset', async () => {
    const wakeUp = new WakeUp();
    wakeUp.reset();
    wakeUp.wake();
    await wakeUp.wait(HOUR, never);
  });

  it('forgets earlier wake-ups at a reset', async () => {
    const wakeUp = new WakeUp();
    wakeUp.wake();
    wakeUp.reset();
    const order: string[] = [];
    const waiting = wakeUp.wait(HOUR, never).then(() => order.push('woken'));
    order.push('waiting');
    wakeUp.wake();
    await waiting;
    expect(order).toEqual(['waiting', 'woken']);
  });

  it('ends at its time without a wake-up', async () => {
    await new WakeUp().wait(1, never);
  });

  it('ends when the signal aborts', async () => {
    const stopping = new AbortController();
    const waiting = new WakeUp().wait(HOUR, stopping.signal);
    stopping.abort();
    await waiting;
  });
});
