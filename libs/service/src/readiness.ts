import { Injectable } from '@nestjs/common';
import type { Health } from '@meshpair/contracts';

/** Names what is down of the parts that a service needs. */
export type PartsCheck = () => Promise<readonly string[]>;

export const part =
  (name: string, isUp: () => Promise<boolean>): PartsCheck =>
  async () =>
    (await isUp()) ? [] : [name];

/** Whether this process wants work: not before it has started, and no more once it begins to stop. */
@Injectable()
export class Readiness {
  private state: 'starting' | 'ready' | 'stopping' = 'starting';
  private readonly checks: PartsCheck[] = [];

  get isReady(): boolean {
    return this.state === 'ready';
  }

  markReady(): void {
    if (this.state === 'starting') this.state = 'ready';
  }

  markStopping(): void {
    this.state = 'stopping';
  }

  /** Adds parts that this process cannot work without. */
  needs(...checks: readonly PartsCheck[]): void {
    this.checks.push(...checks);
  }

  /** What keeps this process from working now; nothing when it is well. */
  async missing(): Promise<readonly string[]> {
    if (this.state !== 'ready') return [this.state];
    return (await Promise.all(this.checks.map((check) => check()))).flat();
  }

  /** The same as others are told of it. */
  async health(): Promise<Health> {
    const waitsFor = await this.missing();
    return { up: waitsFor.length === 0, ...(waitsFor.length > 0 && { waitsFor }) };
  }
}
