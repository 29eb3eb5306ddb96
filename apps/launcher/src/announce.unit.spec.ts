import { describe, expect, it } from '@jest/globals';
import { type Announcement, announcement } from './announce.js';

const told: Announcement = {
  localUrl: 'http://localhost:6969',
  publicUrl: 'http://192.168.1.20:6969',
  ownerKey: { kind: 'exists' },
  signInCode: 'a-code',
  fingerprint: undefined,
  isPlainHttpBeyondLoopback: true,
  onlyHere: undefined,
};

describe('the announcement', () => {
  it('shows the sign-in link, unless there is none', () => {
    expect(announcement(told)).toContain('http://localhost:6969/#signin=a-code');
    expect(announcement({ ...told, signInCode: undefined })).not.toContain('signin');
  });

  it('says in one line that plain HTTP can be read, where others could', () => {
    const saying = (text: string): number =>
      text.split('\n').filter((line) => line.includes('Plain HTTP')).length;
    expect(saying(announcement(told))).toBe(1);
    expect(saying(announcement({ ...told, isPlainHttpBeyondLoopback: false }))).toBe(0);
  });

  it('says that no phone can reach an address of this machine only, and what to do', () => {
    const alone = { ...told, publicUrl: 'http://127.0.0.1:6969', onlyHere: 'set HOST=0.0.0.0' };
    expect(announcement(alone)).toMatch(/no other device can reach 127\.0\.0\.1.*\n.*set HOST=0\.0\.0\.0/);
    expect(announcement(told)).not.toContain('no other device');
  });

  it('shows the fingerprint of a certificate of our own, whole', () => {
    const fingerprint = Array.from({ length: 32 }, (_, index) => index.toString(16).padStart(2, '0')).join(
      ':',
    );
    const shown = announcement({ ...told, fingerprint, isPlainHttpBeyondLoopback: false });
    expect(shown.replace(/[^0-9a-f:]/g, '')).toContain(fingerprint);
  });
});
