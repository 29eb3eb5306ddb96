import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { natsAuthorization } from './nats-users.js';

describe('docker/nats.conf', () => {
  it('gives the users the same rights as the embedded nats-server', async () => {
    const file = new URL('../../../docker/nats.conf', import.meta.url);
    const rights = natsAuthorization({
      keeper: '$NATS_KEEPER_PASSWORD',
      gateway: '$NATS_GATEWAY_PASSWORD',
      pairing: '$NATS_PAIRING_PASSWORD',
      registry: '$NATS_REGISTRY_PASSWORD',
      cleanup: '$NATS_CLEANUP_PASSWORD',
      webhooks: '$NATS_WEBHOOKS_PASSWORD',
      audit: '$NATS_AUDIT_PASSWORD',
    });
    const text = await readFile(file, 'utf8');
    expect(text.slice(text.indexOf('authorization {'))).toBe(rights);
  });
});
