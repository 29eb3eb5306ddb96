import { EVENT_TYPES, type PairingEventType } from '@meshpair/domain';
import { Countdown } from './countdown.js';
import { whenSeen } from './when-seen.js';

interface PairingState {
  readonly state: string;
  readonly secondsLeft: number;
  readonly words: string;
}

const POLL_MS = 2_000;
/** While events come by themselves; a wrong PIN is not one. */
const CALM_MS = 5_000;
const MAX_PAUSE_MS = 15_000;
const DEADLINE_MS = 10_000;
/** Whether this page looks again at an event. The first three are over when it opens. */
const WAKES: Readonly<Record<PairingEventType, boolean>> = {
  TokenCreated: false,
  DeviceScanned: false,
  PinGenerated: false,
  PinVerified: true,
  DeviceRegistered: true,
  PairingFailed: true,
};

/** Follows the pairing; whatever ends it is told by the server's own page. */
export function followPairing(): void {
  // A reload asks for the state, instead of sending the form again.
  history.replaceState(null, '', '/join/status');
  new Wait().begin();
}

class Wait {
  private readonly status = document.querySelector<HTMLElement>('#status');
  /** In the language of the page. */
  private readonly trouble = this.status?.dataset.trouble ?? '';
  private readonly refresh = document.querySelector<HTMLElement>('#refresh');
  private readonly countdown: Countdown | undefined;
  private source: EventSource | undefined;
  private timer = 0;
  private pause = POLL_MS;
  private isAsking = false;
  private mustAskAgain = false;

  constructor() {
    const clock = document.querySelector<HTMLElement>('#clock');
    const bar = document.querySelector<HTMLProgressElement>('#bar');
    this.countdown = clock ? new Countdown(clock, bar, () => void this.ask()) : undefined;
  }

  begin(): void {
    if (this.refresh) this.refresh.hidden = true;
    whenSeen(() => void this.ask());
    void this.ask();
  }

  /** Asks where the pairing stands, and again after a pause that grows while nobody answers. */
  private async ask(): Promise<void> {
    this.mustAskAgain = this.isAsking;
    if (this.isAsking) return;
    this.isAsking = true;
    clearTimeout(this.timer);
    const isOver = await this.look().catch(() => this.say(this.trouble, true));
    this.isAsking = false;
    if (isOver) return location.replace('/join/status');
    if (this.mustAskAgain) return this.ask();
    const isCalm = this.source?.readyState === EventSource.OPEN;
    this.timer = window.setTimeout(() => void this.ask(), isCalm ? CALM_MS : this.pause);
  }

  /** Whether there is another page to see now. */
  private async look(): Promise<boolean> {
    const headers = { accept: 'application/json' };
    const signal = AbortSignal.timeout(DEADLINE_MS);
    const answer = await fetch('/join/state', { headers, signal, cache: 'no-store' });
    // Any other refusal is for the person to read.
    if (answer.status >= 500 || answer.status === 429) return this.say(this.trouble, true);
    if (!answer.ok) return true;
    const { state, secondsLeft, words } = (await answer.json()) as PairingState;
    if (state === 'DeviceRegistered' || state === 'Failed') return true;
    this.countdown?.set(secondsLeft);
    this.listen();
    return this.say(words, false);
  }

  private say(words: string, isTrouble: boolean): false {
    this.pause = isTrouble ? Math.min(this.pause * 2, MAX_PAUSE_MS) : POLL_MS;
    if (this.refresh) this.refresh.hidden = !isTrouble;
    // Said again only when it changed: a live region reads each change aloud.
    if (this.status && this.status.textContent !== words) this.status.textContent = words;
    return false;
  }

  /** Events only wake: what they mean is asked for. */
  private listen(): void {
    if (this.source !== undefined && this.source.readyState !== EventSource.CLOSED) return;
    this.source = new EventSource('/join/events');
    for (const type of EVENT_TYPES.filter((each) => WAKES[each]))
      this.source.addEventListener(type, () => void this.ask());
  }
}
