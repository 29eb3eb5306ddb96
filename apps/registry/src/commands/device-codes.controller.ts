import { Controller, Inject } from '@nestjs/common';
import { accepted, registryCommands, type RequestsOf } from '@meshpair/contracts';
import { byOwner } from '@meshpair/domain';
import { CommandHandler } from '@meshpair/messaging';
import { REGISTRY_CONTEXT, type RegistryContext } from '../registry-context.js';

type Requests = RequestsOf<typeof registryCommands>;

/** Answers the commands on what owners allow of codes that devices show. */
@Controller()
export class DeviceCodesController {
  constructor(@Inject(REGISTRY_CONTEXT) private readonly context: RegistryContext) {}

  @CommandHandler(registryCommands.readDeviceCodeRule)
  async read({ ownerId }: Requests['readDeviceCodeRule']) {
    return accepted(await this.context.deviceCodeRules.read(ownerId));
  }

  @CommandHandler(registryCommands.setDeviceCodeRule)
  async set({ otherNetworks, fillFromLink, ...owner }: Requests['setDeviceCodeRule']) {
    const { deviceCodeRules, now, recorded } = this.context;
    const rule = { otherNetworks, fillFromLink };
    await deviceCodeRules.set(rule, byOwner(owner, now()));
    recorded();
    return accepted(rule);
  }
}
