import type { PoolClient } from 'pg';
import { run } from '../statement.js';
import { FIND_SETUP_KEY } from './setup-key-statements.js';
import type { SetupKeyRecord, StoredSetupKey } from './setup-keys.js';

/** The setup keys that devices of a group have come with, kept up with what the group itself uses. */
export class SetupKeysInView {
  private isUsed = false;

  private constructor(private readonly keys: Map<string, SetupKeyRecord>) {}

  /** Under the owner's lock. Most groups have none, and cost nothing. */
  static async read(
    client: PoolClient,
    ownerId: string,
    setupKeyIds: readonly (string | undefined)[],
  ): Promise<SetupKeysInView> {
    const keys = new Map<string, SetupKeyRecord>();
    for (const id of new Set(setupKeyIds)) {
      if (id === undefined) continue;
      const [key] = await run<StoredSetupKey>(client, FIND_SETUP_KEY, [id]);
      if (key?.ownerId === ownerId) keys.set(id, key);
    }
    return new SetupKeysInView(keys);
  }

  /** Whether one of them is used. */
  get areUsed(): boolean {
    return this.isUsed;
  }

  of(setupKeyId: string | undefined): SetupKeyRecord | undefined {
    return setupKeyId === undefined ? undefined : this.keys.get(setupKeyId);
  }

  use(key: SetupKeyRecord): void {
    this.isUsed = true;
    this.keys.set(key.setupKeyId, { ...key, used: key.used + 1 });
  }
}
