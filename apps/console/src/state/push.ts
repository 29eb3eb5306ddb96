import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { gateway } from '../api/client.js';
import type { Refusal } from '../api/problem.js';
import { reportTrouble } from './session.js';
import { change, webhooks } from './settings.js';

/** What keeps this browser from being notified: the page's address, the browser, its settings, or the operator's. */
export type PushObstacle = 'insecure' | 'browser' | 'denied' | 'off' | 'service';

const endpoint = signal<string | undefined>(undefined);
const serverKey = signal<string | null | undefined>(undefined);
const failed = signal<PushObstacle | undefined>(undefined);

/** The webhook that notifies this browser. */
const own = computed(() =>
  webhooks.items.value?.find(({ url, enabled }) => enabled && url === endpoint.value),
);

export const isNotified: ReadonlySignal<boolean> = computed(() => own.value !== undefined);

export const pushObstacle: ReadonlySignal<PushObstacle | undefined> = computed(() => {
  if (!window.isSecureContext) return 'insecure';
  if (!('PushManager' in window) || !('serviceWorker' in navigator)) return 'browser';
  return serverKey.value === null ? 'off' : failed.value;
});

/** Finds out whether this browser is notified, or could be. */
export async function readPush(): Promise<void> {
  if (pushObstacle.value === 'insecure' || pushObstacle.value === 'browser') return;
  const [key, registration] = await Promise.all([
    reportTrouble(gateway.GET('/webhooks/push-key')),
    navigator.serviceWorker.getRegistration(),
  ]);
  if (key.ok) serverKey.value = key.value.publicKey;
  endpoint.value = (await registration?.pushManager.getSubscription())?.endpoint;
}

/** Asks the browser for leave, and has its push service told when a device wants to join. */
export async function turnPushOn(): Promise<{ readonly refusal?: Refusal }> {
  if (serverKey.peek() === undefined) await readPush();
  const applicationServerKey = serverKey.peek();
  if (typeof applicationServerKey !== 'string') return {};
  if ((await Notification.requestPermission()) !== 'granted') {
    failed.value = 'denied';
    return {};
  }
  const subscription = await subscribe(applicationServerKey);
  const { p256dh, auth } = subscription?.toJSON().keys ?? {};
  if (subscription === undefined || p256dh === undefined || auth === undefined) {
    failed.value = 'service';
    return {};
  }
  failed.value = undefined;
  endpoint.value = subscription.endpoint;
  const { endpoint: url } = subscription;
  const body = { url, shape: 'webpush' as const, events: ['DeviceScanned' as const], push: { p256dh, auth } };
  return change(gateway.POST('/webhooks', { body }), webhooks);
}

/** A browser has one subscription: one for an earlier key of the mesh is given up. Undefined where its push service fails. */
async function subscribe(applicationServerKey: string): Promise<PushSubscription | undefined> {
  await navigator.serviceWorker.register('/service-worker.js');
  const { pushManager } = await navigator.serviceWorker.ready;
  try {
    await (await pushManager.getSubscription())?.unsubscribe();
    return await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
  } catch {
    return undefined;
  }
}

export async function turnPushOff(): Promise<{ readonly refusal?: Refusal }> {
  const webhook = own.value;
  if (webhook === undefined) return {};
  const path = { params: { path: { id: webhook.id } } };
  const outcome = await change(gateway.DELETE('/webhooks/{id}', path), webhooks);
  if (outcome.refusal) return outcome;
  const registration = await navigator.serviceWorker.getRegistration();
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
  endpoint.value = undefined;
  return outcome;
}
