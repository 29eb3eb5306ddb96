import { describe, expect, it } from '@jest/globals';
import { eventSubject, pairingCommands, toCloudEvent } from '@meshpair/contracts';
import { uniqueName, waitFor } from '@meshpair/testing';
import { registeredEvent, registrationFailedEvent, valueOf } from '../../test/fixed-context.js';
import { codesOf, connectedAt, streamedOf, usePairingReplicas } from '../../test/pairing-replicas.js';

const { verifyPin, getPairing, readEvents, authorizeClaim } = pairingCommands;

const running = usePairingReplicas();
const { ownerId } = running;

describe('two replicas of the pairing service', () => {
  it('finish a pairing once when the registry says three times that the device is registered', async () => {
    const { bus, nats, changes } = running.replicas;
    const { pairingId, pin, claimSecret, token: joinToken } = await connectedAt(running.replicas, ownerId);
    const verified = valueOf(await bus.send(verifyPin, { ownerId, token: joinToken, pin }));
    expect(codesOf([await bus.send(authorizeClaim, { pairingId, claimSecret })])).toEqual([
      'not_registered_yet',
    ]);

    const event = { ...registeredEvent(verified), ownerId };
    for (let delivery = 0; delivery < 3; delivery += 1) {
      nats.publishJson(eventSubject(event.type, pairingId), toCloudEvent(event, '/meshpair/registry'));
    }
    const isRegistered = (): boolean =>
      changes.some((change) => change.pairingId === pairingId && change.state === 'DeviceRegistered');
    await waitFor(isRegistered, { message: 'the registered pairing' });
    await waitFor(async () => (await pendingRegistrations()) === 0, { message: 'all acknowledgements' });

    expect(valueOf(await bus.send(authorizeClaim, { pairingId, claimSecret })).nodeId).toBe(verified.nodeId);
    expect(valueOf(await bus.send(verifyPin, { ownerId, pairingId, pin }))).toEqual({
      ...verified,
      state: 'DeviceRegistered',
    });
    const reader = { claimSecret };
    const { items } = valueOf(await bus.send(readEvents, { pairingId, reader, afterSequence: 0 }));
    expect(items.map(({ sequence, type }) => `${sequence} ${type}`)).toEqual([
      '1 TokenCreated',
      '2 DeviceScanned',
      '3 PinGenerated',
      '4 PinVerified',
      '5 DeviceRegistered',
    ]);
    const own = (): readonly string[] =>
      streamedOf(running.replicas, pairingId).filter((name) => !name.startsWith('5'));
    await waitFor(() => own().length === 4, { message: 'the four events in the stream' });
    expect(changes.filter((change) => change.pairingId === pairingId && change.sequence === 5)).toHaveLength(
      1,
    );
    const unpublished = await waitFor(async () => {
      const rows = await running.database.query('select * from pairing.pairing_outbox');
      return rows.length === 0 && rows;
    });
    expect(unpublished).toEqual([]);
  });

  it('end a pairing that the registry refuses, and pass over what is not theirs', async () => {
    const { bus, nats } = running.replicas;
    const { pairingId, pin } = await connectedAt(running.replicas, ownerId);
    valueOf(await bus.send(verifyPin, { ownerId, pairingId, pin }));
    const failed = { ...registrationFailedEvent(pairingId, 'device_limit'), ownerId };
    const purged = { ...failed, pairingId: uniqueName('purged') };
    for (const event of [purged, failed, failed]) {
      nats.publishJson(eventSubject(event.type, event.pairingId), toCloudEvent(event, '/meshpair/registry'));
    }
    const reader = { ownerId };
    const view = await waitFor(async () => {
      const seen = valueOf(await bus.send(getPairing, { pairingId, reader }));
      return seen.state === 'Failed' && seen;
    });
    expect(view).toMatchObject({ reason: 'device_limit', stateAtFailure: 'PinVerified', sequence: 5 });
    await waitFor(async () => (await pendingRegistrations()) === 0, { message: 'all acknowledgements' });
  });
});

interface ConsumerInfo {
  readonly num_pending: number;
  readonly num_ack_pending: number;
}

/** The keeper makes those of the registry too, which does not run here. */
const isOwn = (name: string): boolean => name.startsWith('pairing-');

/** Events of the registry that are not yet handed out or not yet acknowledged. */
async function pendingRegistrations(): Promise<number> {
  const { connection } = running.replicas.nats;
  const names = await connection.request('$JS.API.CONSUMER.NAMES.MESHPAIR_EVENTS');
  const { consumers } = names.json<{ consumers: readonly string[] }>();
  const infos = await Promise.all(
    consumers.filter(isOwn).map(async (name) => {
      const info = await connection.request(`$JS.API.CONSUMER.INFO.MESHPAIR_EVENTS.${name}`);
      return info.json<ConsumerInfo>();
    }),
  );
  return infos.reduce((sum, info) => sum + info.num_pending + info.num_ack_pending, 0);
}
