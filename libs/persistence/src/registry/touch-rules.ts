import type { Pool, PoolClient } from 'pg';
import { meshEvent, type Occasion, type TouchRule } from '@meshpair/domain';
import { run, type Statement } from '../statement.js';
import { inTransaction } from '../transaction.js';
import { recordMeshEvents } from './mesh-events.js';

/** The rule of the owner that a statement names. */
export const touchRuleOf = (ownerId: string): string =>
  `coalesce((select rule from registry.touch_rules as touch where touch.owner_id = ${ownerId}), 'never')`;

/** $1 owner. */
const READ: Statement = { name: 'registry.read_touch_rule', text: `select ${touchRuleOf('$1')} as rule` };

/** $1 owner, $2 rule, $3 now. No row where there is no such owner, or the rule is as it was. */
const SET: Statement = {
  name: 'registry.set_touch_rule',
  text: `
    insert into registry.touch_rules as touch (owner_id, rule, set_at)
    select owner_id, $2, $3 from registry.owners where owner_id = $1
        on conflict (owner_id) do update set rule = excluded.rule, set_at = excluded.set_at
     where touch.rule <> excluded.rule
    returning rule`,
};

export class TouchRules {
  constructor(private readonly pool: Pool) {}

  read(ownerId: string): Promise<TouchRule> {
    return readTouchRule(this.pool, ownerId);
  }

  set(rule: TouchRule, occasion: Occasion): Promise<void> {
    return inTransaction(this.pool, async (client) => {
      const before = await readTouchRule(client, occasion.ownerId);
      const [set] = await run(client, SET, [occasion.ownerId, rule, occasion.now]);
      if (!set || before === rule) return;
      await recordMeshEvents(client, [meshEvent('TouchRuleChanged', occasion.ownerId, occasion, { rule })]);
    });
  }
}

export async function readTouchRule(connection: Pool | PoolClient, ownerId: string): Promise<TouchRule> {
  const [row] = await run<{ rule: TouchRule }>(connection, READ, [ownerId]);
  return row?.rule ?? 'never';
}
