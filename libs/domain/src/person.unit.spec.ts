import { describe, expect, it } from '@jest/globals';
import { isEnough, isOwn, mayEnd, PERSON_ROLES, roleOf } from './index.js';

describe('a role', () => {
  it('does for what takes itself or one that may do less, and for nothing else', () => {
    const enough = PERSON_ROLES.map((role) => PERSON_ROLES.filter((needed) => isEnough(role, needed)));
    expect(enough).toEqual([['owner', 'approver', 'viewer'], ['approver', 'viewer'], ['viewer']]);
  });

  it('is the person’s own, and an owner’s for the founder', () => {
    expect(roleOf({ role: 'viewer' })).toBe('viewer');
    expect(roleOf(undefined)).toBe('owner');
  });
});

describe('what signs somebody in', () => {
  const [ada, bob] = [
    { personId: 'ada', role: 'owner' } as const,
    { personId: 'bob', role: 'viewer' } as const,
  ];

  it('is of the person who asks, or of the founder where that asks', () => {
    expect(isOwn({ person: ada }, ada)).toBe(true);
    expect(isOwn({ person: ada }, bob)).toBe(false);
    expect(isOwn({ person: null }, undefined)).toBe(true);
    expect(isOwn({ person: null }, ada)).toBe(false);
  });

  it('is ended by its person, and by an owner', () => {
    expect(mayEnd({ person: ada }, bob)).toBe(false);
    expect(mayEnd({ person: null }, bob)).toBe(false);
    expect(mayEnd({ person: bob }, bob)).toBe(true);
    expect(mayEnd({ person: bob }, ada)).toBe(true);
    expect(mayEnd({ person: bob }, undefined)).toBe(true);
  });
});
