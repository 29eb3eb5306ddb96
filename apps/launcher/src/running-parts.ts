/** Something that was started. */
export interface Part {
  readonly name: string;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** What was started so far, stage by stage; the last stage is stopped first. */
export class RunningParts {
  private readonly stages: Part[][] = [];

  /** Starts parts at the same time. When one fails the others are kept, to be stopped, and its error is thrown. */
  async startStage<Started extends Part>(starting: readonly Promise<Started>[]): Promise<readonly Started[]> {
    const stage: Part[] = [];
    this.stages.push(stage);
    const settled = await Promise.allSettled(
      starting.map(async (each) => {
        const part = await each;
        stage.push(part);
        return part;
      }),
    );
    return settled.map((outcome) => {
      if (outcome.status === 'rejected') throw outcome.reason;
      return outcome.value;
    });
  }

  async stop(log: (line: string) => void): Promise<void> {
    for (let stage = this.stages.pop(); stage !== undefined; stage = this.stages.pop()) {
      if (stage.length > 0) log(`Stopping ${stage.map(({ name }) => name).join(', ')}`);
      await Promise.all(stage.map((part) => part.stop()));
    }
  }

  async kill(): Promise<void> {
    await Promise.all(this.stages.flat().map((part) => part.kill()));
  }
}
