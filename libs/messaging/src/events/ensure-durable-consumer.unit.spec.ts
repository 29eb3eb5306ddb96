import { describe, expect, it } from '@jest/globals';
import { durableNames } from './ensure-durable-consumer.js';

describe('durableNames', () => {
  it('keeps the name for a single filter', () => {
    expect(durableNames('registry', ['meshpair.events.PinVerified.*'])).toEqual(['registry']);
  });

  it('adds the event type for several filters', () => {
    const filters = ['meshpair.events.DeviceRegistered.*', 'meshpair.events.PairingFailed.*'];
    expect(durableNames('pairing', filters)).toEqual(['pairing-DeviceRegistered', 'pairing-PairingFailed']);
  });
});
