import { Controller, Inject, Logger } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { type CloudEvent, readDeviceRegistered, readPairingFailed } from '@meshpair/contracts';
import { EventHandler } from '@meshpair/messaging';
import { PAIRING_CONTEXT, type PairingContext } from '../pairing-context.js';
import { followRegistration, type RegistryEvent } from './follow-registration.js';

/** Follows the registry's answers. An event is acknowledged when its handler is done: after the commit. */
@Controller()
export class RegistryEventsController {
  private readonly logger = new Logger(RegistryEventsController.name);

  constructor(@Inject(PAIRING_CONTEXT) private readonly context: PairingContext) {}

  @EventHandler('DeviceRegistered')
  async deviceRegistered(@Payload() event: CloudEvent): Promise<void> {
    if (isFromRegistry(event)) await this.follow(readDeviceRegistered(event));
  }

  @EventHandler('PairingFailed')
  async pairingFailed(@Payload() event: CloudEvent): Promise<void> {
    if (isFromRegistry(event)) await this.follow(readPairingFailed(event));
  }

  private async follow(event: RegistryEvent): Promise<void> {
    const reply = await followRegistration(this.context, event);
    if (reply.ok) return;
    const { code } = reply.error;
    if (code === 'conflict') throw new Error(`pairing ${event.pairingId} changes too fast: try again later`);
    this.logger.warn(`passed over ${event.type} of pairing ${event.pairingId}: ${code}`);
  }
}

/** Our own failures come by on the same subject. */
const isFromRegistry = (event: CloudEvent): boolean => event.source === '/meshpair/registry';
