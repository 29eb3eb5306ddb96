import { describe, expect, it } from '@jest/globals';
import { pairingCommands } from '@meshpair/contracts';
import { uniqueName, waitFor } from '@meshpair/testing';
import { errorOf, valueOf } from '../../test/fixed-context.js';
import { connectedAt, startedAt, streamedOf, usePairingReplicas } from '../../test/pairing-replicas.js';

const running = usePairingReplicas();
const { ownerId } = running;

describe('the pairing service', () => {
  it('keeps no secret in the clear', async () => {
    const { events } = running.replicas;
    const { token: joinToken, pin, claimSecret, pairingId } = await connectedAt(running.replicas, ownerId);
    await waitFor(() => streamedOf(running.replicas, pairingId).length === 3);
    const states = await running.database.query('select s::text as row from pairing.pairing_states s');
    const kept = await running.database.query('select e::text as row from pairing.pairing_events e');
    const everything = JSON.stringify([states, kept, events]);
    expect(everything).toContain(pairingId);
    for (const secret of [joinToken, claimSecret]) expect(everything).not.toContain(secret);
    expect(everything).not.toMatch(new RegExp(`(?<![\\w.-])${pin}(?![\\w-])`));
  });

  it('pages through the pairings and the events of an owner', async () => {
    const { bus } = running.replicas;
    const lister = uniqueName('owner');
    const made = [];
    for (let count = 0; count < 3; count += 1) {
      made.unshift((await connectedAt(running.replicas, lister)).pairingId);
    }
    const list = { ownerId: lister, openOnly: false, limit: 2 };
    const first = valueOf(await bus.send(pairingCommands.listPairings, list));
    const after = first.nextCursor ?? undefined;
    const second = valueOf(await bus.send(pairingCommands.listPairings, { ...list, after }));
    expect([...first.items, ...second.items].map(({ pairingId }) => pairingId)).toEqual(made);

    const audit = { ownerId: lister, type: 'TokenCreated', limit: 2 } as const;
    // The trail ends before the oldest transaction that is still open, whoever's in the whole cluster.
    const oldest = await waitFor(async () => {
      const page = valueOf(await bus.send(pairingCommands.readAudit, audit));
      return page.nextCursor !== null && page;
    });
    const next = await bus.send(pairingCommands.readAudit, { ...audit, after: oldest.nextCursor ?? '' });
    const subjects = [...oldest.items, ...valueOf(next).items].map(({ subject }) => subject);
    expect(subjects).toEqual(made.toReversed());
  });

  it('ends a pairing for its owner', async () => {
    const { bus } = running.replicas;
    const denied = await connectedAt(running.replicas, ownerId);
    const cancelled = await connectedAt(running.replicas, ownerId);
    const deny = await bus.send(pairingCommands.denyPairing, { ownerId, pairingId: denied.pairingId });
    const cancel = await bus.send(pairingCommands.cancelPairing, { ownerId, pairingId: cancelled.pairingId });
    expect([deny, cancel].map((reply) => valueOf(reply).reason)).toEqual(['denied', 'cancelled']);
    await waitFor(() => streamedOf(running.replicas, denied.pairingId).at(-1) === '4 PairingFailed');
  });

  it('names the field of a bad request', async () => {
    const bad = await running.replicas.bus.send(pairingCommands.startPairing, { ownerId, ttlSeconds: 5 });
    expect(errorOf(bad)).toMatchObject({ code: 'invalid_request', errors: [{ field: 'ttlSeconds' }] });
  });

  it('is up while it is ready and its database answers', async () => {
    expect(valueOf(await running.replicas.bus.send(pairingCommands.checkHealth, {}))).toEqual({ up: true });
  });

  it('follows a join token for its page', async () => {
    const token = await startedAt(running.replicas, ownerId);
    const preview = await running.replicas.bus.send(pairingCommands.previewToken, { token });
    expect(valueOf(preview).state).toBe('TokenCreated');
  });
});
