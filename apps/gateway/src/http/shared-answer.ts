/** Asks once for all who want the answer at the same time, and keeps it for a while. */
export class SharedAnswer<Answer> {
  private asked: Promise<Answer> | undefined;
  private answeredAt = -Infinity;

  /** `now` in milliseconds, on a clock that never goes back. */
  constructor(
    private readonly ask: () => Promise<Answer>,
    private readonly keptMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get(): Promise<Answer> {
    if (this.asked === undefined || this.now() - this.answeredAt >= this.keptMs) this.asked = this.askAnew();
    return this.asked;
  }

  private async askAnew(): Promise<Answer> {
    this.answeredAt = Infinity;
    try {
      return await this.ask();
    } finally {
      this.answeredAt = this.now();
    }
  }
}
