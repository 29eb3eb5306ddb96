import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint, CompactSign, exportJWK } from 'jose';
import {
  CHAIN_ATTRIBUTES,
  CHAIN_START,
  chainAfter,
  type ChainHead,
  CHECKPOINT_ALGORITHM,
  CHECKPOINT_TYP,
  checkpointOf,
} from '@meshpair/contracts';
import { type Misfit, verifyExport } from './verify-export.js';

const OWNER = 'owner-1';
const TIME = '2026-11-29T12:00:00.000Z';

const eventOf = (index: number) => ({
  specversion: '1.0',
  id: `0192b1c0-0000-4000-8000-00000000000${index}`,
  source: '/meshpair/registry',
  type: 'NodeRenamed',
  subject: 'node-1',
  time: TIME,
  datacontenttype: 'application/json',
  ownerid: OWNER,
  actorkind: 'owner',
  data: { name: `Telefon Nº ${index}`, previous: 'Telefon' },
});

interface Key {
  readonly kid: string;
  sign(head: ChainHead): Promise<string>;
}

async function newKey(): Promise<Key> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { kty, crv, x } = await exportJWK(publicKey);
  const jwk = { kty: kty ?? '', crv: crv ?? '', x: x ?? '' };
  const kid = await calculateJwkThumbprint(jwk);
  const header = { alg: CHECKPOINT_ALGORITHM, typ: CHECKPOINT_TYP, kid, jwk };
  const sign = async (head: ChainHead): Promise<string> => {
    const claims = { ownerid: OWNER, ...head, time: TIME };
    const signature = await new CompactSign(Buffer.from(JSON.stringify(claims)))
      .setProtectedHeader(header)
      .sign(privateKey);
    return JSON.stringify(checkpointOf(claims, signature));
  };
  return { kid, sign };
}

/** Six events, with a checkpoint after the third and the last. */
async function exported(key: Key, start = CHAIN_START): Promise<readonly string[]> {
  const lines: string[] = [];
  let head = start;
  for (let more = 1; more <= 6; more += 1) {
    const event = eventOf(more);
    const previous = more === 1 && { [CHAIN_ATTRIBUTES.previous]: head.hash };
    head = chainAfter(head, event);
    const place = { [CHAIN_ATTRIBUTES.index]: head.index, [CHAIN_ATTRIBUTES.hash]: head.hash };
    lines.push(JSON.stringify({ ...event, ...place, ...previous }));
    if (more % 3 === 0) lines.push(await key.sign(head));
  }
  return lines;
}

async function* each(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

/** The number of the line that does not fit; 0 where all do. */
const misfitIn = (lines: readonly string[], trusted?: readonly string[]): Promise<number> =>
  verifyExport(each(lines), trusted).then(
    () => 0,
    (error: Misfit) => error.line,
  );

const said = (lines: readonly string[], trusted?: readonly string[]): Promise<string> =>
  verifyExport(each(lines), trusted).then(
    () => 'fits',
    (error: Misfit) => error.message,
  );

const without = (lines: readonly string[], place: number): readonly string[] => lines.toSpliced(place, 1);

describe('a signed export', () => {
  let key: Key;
  let lines: readonly string[];

  beforeAll(async () => {
    key = await newKey();
    lines = await exported(key);
  });

  it('fits as it was made', async () => {
    expect(await verifyExport(each(lines), [key.kid])).toEqual({
      ownerId: OWNER,
      first: 1,
      last: 6,
      signedAt: TIME,
      keys: [key.kid],
    });
  });

  it('may begin after what is pruned', async () => {
    const later = await exported(key, { index: 40, hash: 'ab'.repeat(32) });
    expect(await verifyExport(each(later))).toMatchObject({ first: 41, last: 46 });
  });

  it('is refused at its line for every byte that is another', async () => {
    for (const [place, line] of lines.slice(0, 4).entries()) {
      const before = lines.slice(0, place);
      const found = new Set<number>();
      for (let at = 0; at < line.length; at += 1) {
        const other = line[at] === 'A' ? 'B' : 'A';
        found.add(await misfitIn([...before, line.slice(0, at) + other + line.slice(at + 1)]));
      }
      expect([...found]).toEqual([place + 1]);
    }
  });

  it('is refused where a line is missing, the first and the last too', async () => {
    // In place of a missing event stands what came after it; without a checkpoint in between nothing is lost.
    const found = await Promise.all(lines.map((_, place) => misfitIn(without(lines, place))));
    expect(found).toEqual([1, 2, 3, 0, 5, 6, 7, 8]);
    expect(await said(without(lines, 1))).toBe('Line 2: event 2 is missing: event 3 stands in its place');
    expect(await said(without(lines, 7))).toBe(
      'Line 8: the end is missing: no signed checkpoint after event 6',
    );
    expect(await said([])).toContain('empty');
  });

  it('is refused where two lines are exchanged', async () => {
    const found = await Promise.all(
      lines.slice(1).map((other, place) => misfitIn(lines.toSpliced(place, 2, other, lines[place] ?? ''))),
    );
    // The fourth event fits where it stands then; the checkpoint after it does not.
    expect(found).toEqual([1, 2, 3, 5, 5, 6, 7]);
  });

  it('is refused where who changed an event made all hashes anew, or signed with another key', async () => {
    const forger = await newKey();
    const forged = await exported(forger);
    expect(await misfitIn(forged, [key.kid])).toBe(4);
    expect(await said(forged, [key.kid])).toContain(`signed by another key: ${forger.kid}`);
    const [, , , checkpoint = ''] = lines;
    const rewritten = await exported(forger, { index: 0, hash: '0'.repeat(64) });
    const renamed = rewritten.map((line) => line.replace('Telefon Nº 1', 'Telefon Nº 7'));
    expect(await misfitIn(renamed.with(3, checkpoint), [key.kid])).toBe(1);
  });

  it('is refused where an earlier checkpoint is put to its end', async () => {
    expect(await said(lines.with(7, lines[3] ?? ''))).toContain(
      'the checkpoint of event 3 is out of its place',
    );
  });

  it.each(['', 'x', '{}', '[]', 'null', '{"type":7}'])('is refused at once when it is %j', async (line) => {
    expect(await misfitIn([line])).toBe(1);
  });
});
