/** Lets a loop sleep until it is woken; a wake-up during its work is not lost. */
export class WakeUp {
  private isWoken = false;
  private rouse: (() => void) | undefined;

  wake(): void {
    this.isWoken = true;
    this.rouse?.();
  }

  /** Forgets earlier wake-ups; called before the work that they ask for. */
  reset(): void {
    this.isWoken = false;
  }

  /** Resolves when woken (at once if that was since the last `reset`), after `ms`, or when the signal aborts. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (this.isWoken || signal.aborted || ms === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.rouse = () => {
        clearTimeout(timer);
        resolve();
      };
      signal.addEventListener('abort', this.rouse, { once: true });
    }).finally(() => {
      if (this.rouse) signal.removeEventListener('abort', this.rouse);
      this.rouse = undefined;
    });
  }
}
