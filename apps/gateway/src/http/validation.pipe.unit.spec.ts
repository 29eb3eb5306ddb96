import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { ConnectDeviceBody, VerifyPinBody } from '@meshpair/contracts';
import { fieldErrors } from './validation.pipe.js';

const errorsOf = (schema: z.ZodType, value: unknown): ReturnType<typeof fieldErrors> =>
  fieldErrors(schema.safeParse(value).error?.issues ?? []);

describe('fieldErrors', () => {
  it('names each field, unknown ones too, by its path', () => {
    const errors = errorsOf(ConnectDeviceBody, { token: 'x', extra: 1, device: { name: '', more: 1 } });
    expect(errors.map(({ field }) => field).sort()).toEqual(['device.more', 'device.name', 'extra', 'token']);
  });

  it('names the body when it is no object', () => {
    expect(errorsOf(ConnectDeviceBody, undefined)).toMatchObject([{ field: 'body' }]);
  });

  it('asks for either token or pairingId', () => {
    expect(errorsOf(VerifyPinBody, { pin: '123456' })).toEqual([
      { field: 'pairingId', message: 'give either token or pairingId' },
    ]);
  });

  it('repeats no value of the request', () => {
    const errors = errorsOf(VerifyPinBody, { pin: '012345', token: 'my-secret-token' });
    expect(JSON.stringify(errors)).not.toMatch(/012345|my-secret/);
  });

  it('stops at 20 errors', () => {
    const unknown = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`f${index}`, 1]));
    expect(errorsOf(VerifyPinBody, { pin: '123456', pairingId: 'a', ...unknown })).toHaveLength(20);
  });
});
