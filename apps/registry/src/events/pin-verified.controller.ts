import { Controller } from '@nestjs/common';
import { type BaseRpcContext, Ctx, Payload } from '@nestjs/microservices';
import { type CloudEvent, readPinVerified } from '@meshpair/contracts';
import { Outbox } from '@meshpair/kernel';
import { EventHandler, isJustPublished, storedAt } from '@meshpair/messaging';
import { RegisterDevices } from './register-devices.js';

/** Follows the pairings whose PIN was verified. An event is acknowledged when its handler is done: after the commit. */
@Controller()
export class PinVerifiedController {
  constructor(
    private readonly devices: RegisterDevices,
    private readonly outbox: Outbox,
  ) {}

  @EventHandler('PinVerified')
  async pinVerified(@Payload() event: CloudEvent, @Ctx() context: BaseRpcContext): Promise<void> {
    const { isRepeated } = await this.devices.register(readPinVerified(event), storedAt(context));
    // It is told again when its answer was lost.
    if (isRepeated && isJustPublished(context)) await this.outbox.publishAgain(event.subject);
  }
}
