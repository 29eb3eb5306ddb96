import fc from 'fast-check';
import { NODE_ORDERS, STATUS_FILTERS } from '@meshpair/domain';

const NOTORIOUS = [
  '',
  ' ',
  '\0',
  '__proto__',
  'constructor',
  'toString',
  '../../etc/passwd',
  "' or 1=1 --",
  '<script>alert(1)</script>',
  '\ud800',
  '\u202e',
  'é'.repeat(64),
  '𝒳'.repeat(70),
  'a'.repeat(5000),
  '%00',
  'null',
  'NaN',
  '-1',
  '0',
  '1e999',
  '9'.repeat(30),
  '2026-11-24T00:00:00Z',
  '{"a":1}',
  '[]',
] as const;

/** Text of any kind: notorious, plain, or any code points. */
export const anyText = fc.oneof(
  fc.constantFrom(...NOTORIOUS),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ maxLength: 80 }),
  fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
);

/** A JSON value of any shape. */
export const anyJson = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<unknown>,
  anyText,
  fc.constantFrom(null, true, false, 0, -1, 1.5, 1e308, -1e308, 2 ** 53, [], {}),
);

/** Text that may stand in an HTTP header. */
export const headerText = anyText.map((text) => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '~').slice(0, 4000));

/** Text that may stand in the path of a URL as it is, percent nonsense included. */
export const pathText = fc.oneof(
  anyText.map((text) => encodeURIComponent(text.replace(/\p{Cs}/gu, '~')).slice(0, 2000)),
  anyText.map((text) => text.replace(/[^\x21-\x7e]|[#?]/g, '~').slice(0, 2000)),
  fc.constantFrom('%', '%zz', '%c0%af', '..', '.', '', '%2e%2e%2f', ';a=b', '//'),
);

export const goodName = fc.constantFrom('Phone', 'Laptop of Ann', 'Küche', '工作站', 'x', 'n'.repeat(64));
export const goodId = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/);
export const goodSecret = fc.stringMatching(/^[A-Za-z0-9_-]{43}$/);
export const goodPin = fc.integer({ min: 100_000, max: 999_999 }).map(String);
export const goodPermissions = fc.uniqueArray(fc.constantFrom('mesh:read', 'mesh:connect', 'a', 'x:y'), {
  minLength: 1,
  maxLength: 4,
});
export const goodAddress = fc.oneof(fc.ipV4(), fc.ipV6());

export const goodTags = fc.uniqueArray(fc.constantFrom('tv', 'guest', 'living-room', '0'), { maxLength: 3 });

const FILTER = {
  q: goodName,
  status: fc.constantFrom(...STATUS_FILTERS),
  permission: fc.constantFrom('mesh:read', 'x:y'),
  platform: fc.constantFrom('android', 'Linux (x86_64)'),
  tag: fc.constantFrom('tv', 'guest'),
};

/** What a list of nodes may be asked for. */
export const goodSearch = fc.record(
  { ...FILTER, sort: fc.constantFrom(...NODE_ORDERS) },
  { requiredKeys: [] },
);

/** Nodes that are there or not. */
export const goodSelection = fc.oneof(
  fc.uniqueArray(goodId, { minLength: 1, maxLength: 5 }).map((ids) => ({ ids })),
  fc.record({ matching: fc.record(FILTER, { requiredKeys: [] }), count: fc.integer({ min: 1, max: 3 }) }),
);

export const goodRules = fc.array(
  fc.record({ from: fc.constantFrom('*', 'tv', 'guest'), to: fc.constantFrom('*', 'tv') }),
  { maxLength: 4 },
);
const base64Url = fc.stringMatching(/^[A-Za-z0-9_-]{4,40}$/);

/** A new passkey by its form; no authenticator has made it. */
export const goodAttestation = fc
  .tuple(base64Url, base64Url, base64Url)
  .map(([id, clientDataJSON, attestationObject]) => ({
    id,
    rawId: id,
    type: 'public-key',
    clientExtensionResults: {},
    response: { clientDataJSON, attestationObject },
  }));

/** What a passkey might sign, by its form. */
export const goodAnswer = fc.tuple(goodSecret, base64Url, base64Url).map(([challenge, id, signature]) => ({
  challenge,
  origin: 'http://localhost',
  assertion: {
    id,
    rawId: id,
    type: 'public-key',
    clientExtensionResults: {},
    response: { clientDataJSON: id, authenticatorData: id, signature },
  },
}));

/** What a device tells of how it is reached. */
export const goodTunnel = fc.record({
  wireguardKey: fc.constantFrom(null, 'hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo='),
  endpoints: fc.subarray(['10.0.0.7:51820', '[fd00::7]:1']),
});
