import { z } from 'zod';
import type { DeviceCodeRule } from '@meshpair/domain';
import { command } from './command.js';
import { Id } from './fields.js';
import { ByOwner } from './owner-commands.js';

const RULE = {
  /** Devices in another network than the console where their code is typed may be let in. */
  otherNetworks: z.boolean(),
  /** A link with the code in it (`verification_uri_complete`) fills the console's field. */
  fillFromLink: z.boolean(),
};

/** What an owner allows of codes that devices show. */
export const DeviceCodeRuleView = z
  .object(RULE)
  .meta({ id: 'DeviceCodeRule' }) satisfies z.ZodType<DeviceCodeRule>;
export type DeviceCodeRuleView = z.infer<typeof DeviceCodeRuleView>;

export const DeviceCodeRuleBody = z.strictObject(RULE);
export type DeviceCodeRuleBody = z.infer<typeof DeviceCodeRuleBody>;

export const readDeviceCodeRule = command(
  'registry.device-code.read',
  z.strictObject({ ownerId: Id }),
  DeviceCodeRuleView,
);

export const setDeviceCodeRule = command(
  'registry.device-code.set',
  ByOwner.extend(RULE),
  DeviceCodeRuleView,
);
