import { readPinVerified, type CloudEvent } from '@meshpair/contracts';
import { EventHandler } from '@meshpair/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { RegisterDevices } from './register-devices.js';

/** Follows the pairings whose PIN was verified. An event is acknowledged when its handler is done: after the commit. */
@Controller()
export class PinVerifiedController {
  constructor(private readonly devices: RegisterDevices) {}

  @EventHandler('PinVerified')
  async pinVerified(@Payload() event: CloudEvent): Promise<void> {
    await this.devices.register(readPinVerified(event));
  }
}
