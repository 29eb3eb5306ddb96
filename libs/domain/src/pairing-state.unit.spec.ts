import { describe, expect, it } from '@jest/globals';
import {
  at,
  connect,
  deviceConnected,
  deviceRegistered,
  failed,
  pinVerified,
  register,
  START,
  tokenCreated,
  verify,
} from './given.spec.js';
import { changedAt } from './pairing-state.js';

describe('changedAt', () => {
  it('is when the pairing came into the state that it is in', () => {
    const states = [tokenCreated, deviceConnected, pinVerified, deviceRegistered, failed];
    expect(states.map(changedAt)).toEqual([START, connect.now, verify.now, register.registeredAt, at(15)]);
  });
});
