import { describe, expect, it } from '@jest/globals';
import { roleFor } from './route-roles.js';

describe('the role that a route takes', () => {
  it('is by default a viewer’s to read, and an owner’s for all else', () => {
    expect(['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE'].map((each) => roleFor(each, '/new'))).toEqual([
      'viewer',
      'viewer',
      'owner',
      'owner',
      'owner',
      'owner',
    ]);
  });

  it('is an approver’s where a pairing is moved', () => {
    expect(roleFor('POST', '/pairing/:id/deny')).toBe('approver');
    expect(roleFor('DELETE', '/pairing/:id')).toBe('approver');
  });

  it('hides no secret list from HEAD alone', () => {
    expect([roleFor('GET', '/webhooks'), roleFor('HEAD', '/webhooks')]).toEqual(['owner', 'owner']);
  });
});
