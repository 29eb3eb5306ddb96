import { Injectable } from '@nestjs/common';

/** Whether this process wants work: not before it has started, and no more once it begins to stop. */
@Injectable()
export class Readiness {
  private state: 'starting' | 'ready' | 'stopping' = 'starting';

  get isReady(): boolean {
    return this.state === 'ready';
  }

  markReady(): void {
    if (this.state === 'starting') this.state = 'ready';
  }

  markStopping(): void {
    this.state = 'stopping';
  }
}
