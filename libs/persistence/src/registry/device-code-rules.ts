import type { Pool } from 'pg';
import { type DeviceCodeRule, meshEvent, type Occasion } from '@meshpair/domain';
import { run, type Statement } from '../statement.js';
import { inTransaction } from '../transaction.js';
import { recordMeshEvents } from './mesh-events.js';

/** $1 owner. */
const READ: Statement = {
  name: 'registry.read_device_code_rule',
  text: `
    select other_networks as "otherNetworks", fill_from_link as "fillFromLink"
      from registry.device_code_rules
     where owner_id = $1`,
};

/** $1 owner, $2 other networks, $3 links, $4 now. No row where there is no such owner, or the rule is as it was. */
const SET: Statement = {
  name: 'registry.set_device_code_rule',
  text: `
    insert into registry.device_code_rules as rule (owner_id, other_networks, fill_from_link, set_at)
    select owner_id, $2, $3, $4 from registry.owners where owner_id = $1
        on conflict (owner_id) do update
       set other_networks = excluded.other_networks, fill_from_link = excluded.fill_from_link,
           set_at = excluded.set_at
     where (rule.other_networks, rule.fill_from_link) <> (excluded.other_networks, excluded.fill_from_link)
    returning owner_id`,
};

/** What owners allow of codes that devices show. */
export class DeviceCodeRules {
  constructor(private readonly pool: Pool) {}

  async read(ownerId: string): Promise<DeviceCodeRule> {
    const [rule] = await run<DeviceCodeRule>(this.pool, READ, [ownerId]);
    return rule ?? { otherNetworks: false, fillFromLink: false };
  }

  set({ otherNetworks, fillFromLink }: DeviceCodeRule, occasion: Occasion): Promise<void> {
    const { ownerId, now } = occasion;
    return inTransaction(this.pool, async (client) => {
      const [set] = await run(client, SET, [ownerId, otherNetworks, fillFromLink, now]);
      if (!set) return;
      const rule = { otherNetworks, fillFromLink };
      await recordMeshEvents(client, [meshEvent('DeviceCodeRuleChanged', ownerId, occasion, rule)]);
    });
  }
}
