import { describe, expect, it } from '@jest/globals';
import type { MeshNode, PairingEvent } from '@meshpair/domain';
import {
  CloudEvent,
  eventFilter,
  eventSubject,
  ReadableEvent,
  readDeviceRegistered,
  readPairingFailed,
  readPinVerified,
  toCloudEvent,
} from './index.js';

const occurredAt = new Date('2026-01-01T12:00:00.000Z');
const about = { pairingId: 'pairing-1', ownerId: 'owner-1', occurredAt };
const node: MeshNode = {
  id: 'node-1',
  name: 'Phone',
  role: 'device',
  ip: '192.168.1.30',
  port: 7000,
  permissions: ['mesh:read'],
  createdAt: occurredAt,
  updatedAt: occurredAt,
};

const pinVerified: PairingEvent = {
  ...about,
  type: 'PinVerified',
  sequence: 4,
  data: {
    nodeId: 'node-1',
    sessionId: 'session-1',
    device: { name: 'Phone', ip: '192.168.1.30', port: 7000 },
    permissions: ['mesh:read'],
  },
};
const replacing: PairingEvent = {
  ...pinVerified,
  data: { ...pinVerified.data, ipConflict: { action: 'replace', nodeId: 'node-0' } },
};
const deviceRegistered: PairingEvent = {
  ...about,
  type: 'DeviceRegistered',
  sequence: 5,
  data: { node, peerTokenId: 'peer-token-1', sessionId: 'session-1' },
};
const replaced: PairingEvent = {
  ...deviceRegistered,
  data: { ...deviceRegistered.data, replacedNodeId: 'node-0' },
};
const pairingFailed: PairingEvent = {
  ...about,
  type: 'PairingFailed',
  sequence: 2,
  data: { reason: 'denied', stateAtFailure: 'TokenCreated' },
};

/** The event as it arrives: published as JSON, parsed and checked. */
const received = (event: PairingEvent): CloudEvent =>
  CloudEvent.parse(JSON.parse(JSON.stringify(toCloudEvent(event, '/meshpair/pairing'))));

describe('the wire form of an event', () => {
  it('is CloudEvents 1.0 structured JSON with an id of pairing and sequence', () => {
    expect(toCloudEvent(pairingFailed, '/meshpair/pairing')).toEqual({
      specversion: '1.0',
      id: 'pairing-1.2',
      source: '/meshpair/pairing',
      type: 'PairingFailed',
      subject: 'pairing-1',
      time: '2026-01-01T12:00:00.000Z',
      datacontenttype: 'application/json',
      ownerid: 'owner-1',
      sequence: 2,
      data: { reason: 'denied', stateAtFailure: 'TokenCreated' },
    });
  });

  it('has the same id whichever service publishes it', () => {
    expect(toCloudEvent(pairingFailed, '/meshpair/registry').id).toBe(
      toCloudEvent(pairingFailed, '/meshpair/pairing').id,
    );
  });

  it('is read back as the event that was sent', () => {
    expect(readPinVerified(received(pinVerified))).toEqual(pinVerified);
    expect(readPinVerified(received(replacing))).toEqual(replacing);
    expect(readDeviceRegistered(received(deviceRegistered))).toEqual(deviceRegistered);
    expect(readDeviceRegistered(received(replaced))).toEqual(replaced);
    expect(readPairingFailed(received(pairingFailed))).toEqual(pairingFailed);
  });

  it('is refused when its data is not of its type', () => {
    const event = received(pairingFailed);
    expect(() => readPairingFailed({ ...event, data: { reason: 'bored' } })).toThrow('reason');
    expect(() => readDeviceRegistered({ ...event, data: {} })).toThrow('node');
    expect(() => readPinVerified({ ...event, data: {} })).toThrow('nodeId');
  });

  it('is refused with an unknown type, a sequence below 1 or a time that is none', () => {
    const event = received(pairingFailed);
    for (const wrong of [{ type: 'Reset' }, { sequence: 0 }, { time: 'noon' }, { specversion: '0.3' }]) {
      expect(CloudEvent.safeParse({ ...event, ...wrong }).success).toBe(false);
    }
  });

  it('travels on a subject of its type and pairing, which the filter of its type matches', () => {
    expect(eventSubject('PinVerified', 'pairing-1')).toBe('meshpair.events.PinVerified.pairing-1');
    expect(eventFilter('PinVerified')).toBe('meshpair.events.PinVerified.*');
  });

  it('is read by who does not know its type and fields yet, as it is', () => {
    const ofTomorrow = {
      ...toCloudEvent(pairingFailed, '/meshpair/pairing'),
      type: 'MeshMoved',
      weather: 'fine',
      data: { to: 'the attic' },
    };
    expect(ReadableEvent.parse(ofTomorrow)).toEqual(ofTomorrow);
  });

  it('is read by services that do not know a new field, without it', () => {
    const event = toCloudEvent(pairingFailed, '/meshpair/pairing');
    const ofTomorrow = { ...event, weather: 'fine', data: { ...event.data, mood: 'grim' } };
    expect(readPairingFailed(CloudEvent.parse(ofTomorrow))).toEqual(pairingFailed);
  });
});
