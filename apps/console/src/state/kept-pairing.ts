import { effect, untracked } from '@preact/signals';
import { isOver } from '../rules/pairing-step.js';
import { active, type ActivePairing, step, takeUp } from './pairing.js';
import { session } from './session.js';

/** In this tab only. While a code waits, its join token is in here: never in the address, nor beyond the tab. */
const KEY = 'meshpair.pairing';

interface Kept {
  readonly ownerId: string;
  readonly pairing: ActivePairing;
}

function read(ownerId: string): ActivePairing | undefined {
  const stored = sessionStorage.getItem(KEY);
  const kept = stored === null ? undefined : (JSON.parse(stored) as Kept);
  return kept?.ownerId === ownerId ? kept.pairing : undefined;
}

/** The code goes as soon as a device has used it. */
function write(ownerId: string): void {
  const pairing = active.value;
  if (!pairing || isOver(step.value)) return sessionStorage.removeItem(KEY);
  const { started, ...used } = pairing;
  const kept: Kept = { ownerId, pairing: step.value === 'waiting' ? pairing : used };
  sessionStorage.setItem(KEY, JSON.stringify(kept));
}

/** Carries the pairing at hand over a reload of the page, for its owner, until it ends or the owner signs out. */
export function keepPairing(): void {
  let keptFor: string | undefined;
  effect(() => {
    const state = session.value;
    if (state.kind === 'loading') return;
    const before = keptFor;
    keptFor = state.kind === 'signedIn' ? state.session.owner.ownerId : undefined;
    if (keptFor === undefined) return sessionStorage.removeItem(KEY);
    const pairing = before === undefined ? read(keptFor) : undefined;
    if (pairing) untracked(() => takeUp(pairing));
    write(keptFor);
  });
}
