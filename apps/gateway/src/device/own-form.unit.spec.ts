import { describe, expect, it } from '@jest/globals';
import { comesFromElsewhere, formProof, hidesItsOrigin, isOwnForm } from './own-form.js';

const host = '192.168.1.20:6969';

describe('where a form comes from', () => {
  it.each([
    [{ 'sec-fetch-site': 'same-origin' }, false],
    [{ 'sec-fetch-site': 'same-origin', origin: 'null' }, false],
    [{ 'sec-fetch-site': 'none' }, false],
    [{ 'sec-fetch-site': 'same-site' }, true],
    [{ 'sec-fetch-site': 'cross-site', origin: `http://${host}` }, true],
    [{ origin: `http://${host}` }, false],
    [{ origin: 'http://192.168.1.20:8080' }, true],
    [{ origin: 'nonsense' }, true],
    [{ origin: 'null' }, false],
    [{}, false],
  ])('%j is from elsewhere: %s', (headers, isElsewhere) => {
    expect(comesFromElsewhere({ headers, host })).toBe(isElsewhere);
  });

  it('is hidden where the origin is null and the browser says no more', () => {
    expect(hidesItsOrigin({ headers: { origin: 'null' } })).toBe(true);
    expect(hidesItsOrigin({ headers: { origin: 'null', 'sec-fetch-site': 'same-origin' } })).toBe(false);
    expect(hidesItsOrigin({ headers: { origin: `http://${host}` } })).toBe(false);
    expect(hidesItsOrigin({ headers: {} })).toBe(false);
  });

  it('is proven by what only the session’s own page says', () => {
    expect(isOwnForm(formProof('session'), 'session')).toBe(true);
    expect(isOwnForm(formProof('other'), 'session')).toBe(false);
    expect(isOwnForm('', 'session')).toBe(false);
    expect(formProof('session')).not.toContain('session');
  });
});
