import type { Part } from './cost/process-cost.js';
import type { Flows } from './driver/drive.js';

/** Flows over connections that are to be closed. */
export type ConnectedFlows = Flows & { close(): void | Promise<void> };

/** What is measured: processes that run, and who drives them. */
export interface Target {
  readonly name: string;
  /** Its processes, the servers that it uses among them. */
  readonly parts: readonly Part[];
  readonly natsMonitorUrl?: string;
  flows(atATime: number): ConnectedFlows;
  stop(): Promise<void>;
}
