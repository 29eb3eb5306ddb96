import { clockText } from '@meshpair/words';

/** Counts down by the seconds that the server says are left: this device's clock may be wrong. */
export class Countdown {
  private endsAt = 0;

  constructor(
    private readonly clock: HTMLElement,
    private readonly bar: HTMLProgressElement | null,
    private readonly onEnd: () => void,
  ) {
    this.set(Number(clock.dataset.seconds));
    const timer = setInterval(() => {
      if (!this.draw()) return;
      clearInterval(timer);
      this.onEnd();
    }, 1000);
  }

  /** What the server says is left. */
  set(secondsLeft: number): void {
    this.endsAt = performance.now() + secondsLeft * 1000;
    this.draw();
  }

  /** Whether the time is over. */
  private draw(): boolean {
    const seconds = Math.max(0, Math.ceil((this.endsAt - performance.now()) / 1000));
    this.clock.textContent = clockText(seconds);
    if (this.bar) this.bar.value = seconds;
    return seconds === 0;
  }
}
