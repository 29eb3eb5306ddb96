import { signal } from '@preact/signals';
import { backOffMs } from '@meshpair/client';

/** Whether the gateway (or a service behind it) is away. Set only after a second look has failed too. */
export const isAway = signal(false);

const listeners = new Set<() => void>();
const isProbing = signal(false);

/** Calls back each time that the gateway is there again. */
export const onRecovery = (listener: () => void): void => void listeners.add(listener);

const isReady = (): Promise<boolean> =>
  fetch('/health/ready').then(
    ({ ok }) => ok,
    () => false,
  );

/** A request met an outage: looks until the gateway is ready, then tells those who wait for it. */
export async function reportOutage(): Promise<void> {
  if (isProbing.peek()) return;
  isProbing.value = true;
  for (let failures = 0; !(await isReady()); failures += 1) {
    isAway.value = true;
    await new Promise((resolve) => setTimeout(resolve, Math.min(3000, backOffMs(failures, Math.random()))));
  }
  isProbing.value = false;
  isAway.value = false;
  for (const listener of listeners) listener();
}
