import { describe, expect, it } from '@jest/globals';
import { passkeyOrigin } from './passkey-place.js';

describe('the origin at which passkeys work', () => {
  it.each([
    ['https://mesh.example', 'https://mesh.example'],
    ['https://Mesh.example:8443/path', 'https://mesh.example:8443'],
    ['http://mesh.example', undefined],
    ['https://192.168.1.20:6969', undefined],
    ['https://[fd00::1]', undefined],
    [undefined, undefined],
  ])('of %s is %s', (publicUrl, origin) => {
    expect(passkeyOrigin(publicUrl)).toBe(origin);
  });
});
