import { computed, signal } from '@preact/signals';
import { type Calling, followPairing, type Pairing, type StartedPairing } from '@meshpair/client';
import { forEach, gateway } from '../api/client.js';
import type { Refusal } from '../api/problem.js';
import type { AddressChoice } from '../rules/address-choice.js';
import { type PairingStep, pairingStep } from '../rules/pairing-step.js';
import { now, tickAt } from './clock.js';
import { loadNode } from './known-nodes.js';
import { acknowledgeDevices, justPaired } from './news.js';
import { loadNodes } from './nodes.js';
import { cancelPairing, loadOpenPairings } from './open-pairings.js';
import { onRecovery } from './outage.js';
import { reportTrouble } from './session.js';
import { withTouch } from './with-touch.js';

const POLL_MS = 2000;

export interface ActivePairing {
  readonly pairingId: string;
  /** Absent when the pairing was started elsewhere: its code is shown there only. */
  readonly started?: StartedPairing;
  readonly view?: Pairing;
}

export const active = signal<ActivePairing | undefined>(undefined);
export const isStarting = signal(false);
export const startRefusal = signal<Refusal | undefined>(undefined);
export const isFollowed = signal(false);

export const step = computed<PairingStep>(() => pairingStep(active.value, now.value));

const following = signal<AbortController | undefined>(undefined);

onRecovery(() => (startRefusal.value = undefined));

/** Starts a pairing whose code leads to an address; the code before it, if any, is cancelled. */
export async function startPairing(address: string | undefined): Promise<void> {
  if (isStarting.peek()) return;
  const before = active.peek();
  const isReplacing = before !== undefined && step.peek() === 'waiting';
  isStarting.value = true;
  startRefusal.value = undefined;
  const query = { qr: 'svg' as const, ...(address !== undefined && { address }) };
  const answer = await reportTrouble(gateway.POST('/pairing/start', { params: { query }, body: {} }));
  isStarting.value = false;
  if (!answer.ok) {
    startRefusal.value = answer.refusal;
    return;
  }
  follow({ pairingId: answer.value.pairingId, started: answer.value });
  if (isReplacing) await cancelPairing(before.pairingId);
  void loadOpenPairings();
}

/** Takes up a pairing of the list. */
export const openPairing = (view: Pairing): void => follow({ pairingId: view.pairingId, view });

/** Goes on with a pairing of before a reload: at once with what became of it. */
export function takeUp(pairing: ActivePairing): void {
  follow(pairing);
  void refresh(pairing.pairingId);
}

/** Back to the start. */
export function closePairing(): void {
  following.peek()?.abort();
  active.value = undefined;
  startRefusal.value = undefined;
  const paired = justPaired.peek();
  if (paired !== undefined) acknowledgeDevices([paired]);
  justPaired.value = undefined;
}

function follow(pairing: ActivePairing): void {
  closePairing();
  active.value = pairing;
  const expiresAt = pairing.started?.expiresAt ?? pairing.view?.expiresAt;
  if (expiresAt !== undefined) tickAt(expiresAt);
  const begun = new AbortController();
  following.value = begun;
  const { signal } = begun;
  const { pairingId } = pairing;
  const onLive = (live: boolean): void => void (isFollowed.value = live && !signal.aborted);
  void forEach(followPairing(gateway, { pairingId }, { onLive, signal }), () => void refresh(pairingId));
  const timer = setInterval(() => {
    const mustLook = !isFollowed.peek() || ['connected', 'finishing'].includes(step.peek());
    if (mustLook) void refresh(pairingId);
  }, POLL_MS);
  signal.addEventListener('abort', () => clearInterval(timer));
}

/** Reads the pairing; the gateway's word is the only truth about its state. */
export async function refresh(pairingId: string): Promise<void> {
  const answer = await reportTrouble(gateway.GET('/pairing/{id}', { params: { path: { id: pairingId } } }));
  if (answer.ok) return show(answer.value);
  if (answer.refusal.code === 'not_found' && active.peek()?.pairingId === pairingId) closePairing();
}

/** Shows a newer view of the active pairing, and stops following at its end. */
function show(view: Pairing): void {
  const current = active.peek();
  if (current?.pairingId !== view.pairingId) return;
  if (view.sequence < (current.view?.sequence ?? 0)) return;
  active.value = { ...current, view };
  if (view.state === 'DeviceRegistered' || view.state === 'Failed') end(view);
}

/** The last that there is to know of the active pairing. */
function end({ nodeId }: Pairing): void {
  if (following.peek()?.signal.aborted) return;
  following.peek()?.abort();
  void loadOpenPairings();
  if (nodeId === null || active.peek()?.view?.state !== 'DeviceRegistered') return;
  justPaired.value = nodeId;
  void loadNode(nodeId);
  void loadNodes();
}

/** Sends the PIN, with what becomes of a device at the same address; the refusal when it was not accepted. */
export async function verifyPin(pin: string, choice?: AddressChoice): Promise<Refusal | undefined> {
  const pairingId = active.peek()?.pairingId;
  if (pairingId === undefined) return undefined;
  return confirmDevice(pairingId, choice, (given) =>
    gateway.POST('/pairing/verify', { body: { pairingId, pin, ...given } }),
  );
}

/** Lets a device in, by what `send` says, with what becomes of another at its address; the refusal when it was not. */
export async function confirmDevice(
  pairingId: string,
  choice: AddressChoice | undefined,
  send: (given: object) => Calling<unknown>,
): Promise<Refusal | undefined> {
  const answer = await withTouch({ pairingId }, (given) => send({ ...choice, ...given }));
  await refresh(pairingId);
  if (answer.ok && choice?.onIpConflict === 'replace') void loadNodes();
  return answer.ok ? undefined : answer.refusal;
}

export async function denyDevice(): Promise<Refusal | undefined> {
  const pairingId = active.peek()?.pairingId;
  if (pairingId === undefined) return undefined;
  const answer = await reportTrouble(
    gateway.POST('/pairing/{id}/deny', { params: { path: { id: pairingId } } }),
  );
  if (answer.ok) show(answer.value);
  else await refresh(pairingId);
  return answer.ok ? undefined : answer.refusal;
}

export async function cancelActive(): Promise<Refusal | undefined> {
  const pairingId = active.peek()?.pairingId;
  const refusal = pairingId === undefined ? undefined : await cancelPairing(pairingId);
  if (refusal === undefined) closePairing();
  return refusal;
}
