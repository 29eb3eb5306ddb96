import { Controller, Inject } from '@nestjs/common';
import {
  accepted,
  type PeerPolicy,
  refused,
  registryCommands,
  type Reply,
  type RequestsOf,
} from '@meshpair/contracts';
import { byOwner } from '@meshpair/domain';
import { CommandHandler } from '@meshpair/messaging';
import { REGISTRY_CONTEXT, type RegistryContext } from '../registry-context.js';

type Requests = RequestsOf<typeof registryCommands>;

/** Answers the commands on what owners allow: which devices see which, and codes that devices show. */
@Controller()
export class OwnerRulesController {
  constructor(@Inject(REGISTRY_CONTEXT) private readonly context: RegistryContext) {}

  @CommandHandler(registryCommands.readPeerPolicy)
  async peerPolicy({ ownerId }: Requests['readPeerPolicy']): Promise<Reply<PeerPolicy>> {
    const { rules } = await this.context.policies.read(ownerId);
    return accepted({ rules: [...rules] });
  }

  /** Devices see by it from their next look at their peers on. */
  @CommandHandler(registryCommands.setPeerPolicy)
  async setPeerPolicy({ rules, ...owner }: Requests['setPeerPolicy']): Promise<Reply<PeerPolicy>> {
    const { policies, now, recorded } = this.context;
    const { ownerId, ...by } = byOwner(owner, now());
    if (!(await policies.write(ownerId, { rules }, by))) return refused('not_found');
    recorded();
    return accepted({ rules });
  }

  @CommandHandler(registryCommands.readDeviceCodeRule)
  async deviceCodes({ ownerId }: Requests['readDeviceCodeRule']) {
    return accepted(await this.context.deviceCodeRules.read(ownerId));
  }

  @CommandHandler(registryCommands.setDeviceCodeRule)
  async setDeviceCodes({ otherNetworks, fillFromLink, ...owner }: Requests['setDeviceCodeRule']) {
    const { deviceCodeRules, now, recorded } = this.context;
    const rule = { otherNetworks, fillFromLink };
    await deviceCodeRules.set(rule, byOwner(owner, now()));
    recorded();
    return accepted(rule);
  }
}
