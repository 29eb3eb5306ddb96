import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import { registryCommands } from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { RefusalCounts } from './refusal-counts.js';

const EVERY_MS = 60_000;

/** Tells the registry every minute, and at the end, what was refused: an event for each would be a stranger's to make. */
@Injectable()
export class RefusalReports implements OnModuleInit, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly refusals: RefusalCounts,
    private readonly commands: CommandBus,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.tell(), EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.tell();
  }

  private async tell(): Promise<void> {
    const refused = this.refusals.take();
    if (refused === undefined) return;
    const reply = await this.commands.send(registryCommands.tellRefusals, refused);
    if (!reply.ok) this.refusals.putBack(refused);
  }
}
