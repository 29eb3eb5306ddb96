import { describe, expect, it } from '@jest/globals';
import { readSettings } from '@meshpair/settings';
import { givenRolePasswords } from './role-passwords.js';

const GIVEN = {
  DATABASE_PAIRING_PASSWORD: 'pairing-password',
  DATABASE_REGISTRY_PASSWORD: 'registry-password',
  DATABASE_CLEANUP_PASSWORD: 'cleanup-password',
  DATABASE_AUDIT_PASSWORD: 'the-audit-password',
  DATABASE_WEBHOOKS_PASSWORD: 'webhooks-password',
};

describe("the passwords of the services' roles", () => {
  it('are all given, or none is', () => {
    expect(givenRolePasswords(readSettings(GIVEN))).toEqual({
      pairing: 'pairing-password',
      registry: 'registry-password',
      cleanup: 'cleanup-password',
      audit: 'the-audit-password',
      webhooks: 'webhooks-password',
    });
    expect(givenRolePasswords(readSettings({}))).toBeUndefined();
  });

  it('stop the start when some are missing, which are named', () => {
    const settings = readSettings({ ...GIVEN, DATABASE_REGISTRY_PASSWORD: '' });
    expect(() => givenRolePasswords(settings)).toThrow('DATABASE_REGISTRY_PASSWORD: must be set');
  });
});
