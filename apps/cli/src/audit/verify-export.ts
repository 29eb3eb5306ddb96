import { isDeepStrictEqual } from 'node:util';
import { calculateJwkThumbprint, compactVerify, decodeProtectedHeader, importJWK } from 'jose';
import { z } from 'zod';
import {
  CHAIN_ATTRIBUTES,
  CHAIN_START,
  chainAfter,
  ChainHead,
  Checkpoint,
  CHECKPOINT_ALGORITHM,
  CHECKPOINT_TYP,
  CheckpointClaims,
  checkpointOf,
} from '@meshpair/contracts';

/** The first place of an export that does not fit. */
export class Misfit extends Error {
  constructor(
    readonly line: number,
    message: string,
  ) {
    super(`Line ${line}: ${message}`);
    this.name = 'Misfit';
  }
}

/** What an export that fits says. */
export interface VerifiedExport {
  readonly ownerId: string;
  /** The events that it has, counted from the owner's first; `first` is above 1 where older ones are pruned. */
  readonly first: number;
  readonly last: number;
  /** When the last of its checkpoints was signed. */
  readonly signedAt: string;
  /** The RFC 7638 thumbprints of the keys that signed. */
  readonly keys: readonly string[];
}

/** Where a reader is: after some lines that fit. */
interface Progress {
  readonly ownerId: string;
  readonly first: number;
  readonly head: ChainHead;
  /** When the line before was signed; undefined where that is an event. */
  readonly signedAt: string | undefined;
  readonly keys: ReadonlySet<string>;
}

const Line = z.looseObject({ type: z.string() });

const Place = z.object({
  [CHAIN_ATTRIBUTES.index]: z.int().min(1),
  [CHAIN_ATTRIBUTES.hash]: ChainHead.shape.hash,
});

const FirstEvent = Place.extend({
  ownerid: z.string(),
  [CHAIN_ATTRIBUTES.previous]: ChainHead.shape.hash,
});

/**
 * Reads a signed export, line by line, in bounded memory. Throws a `Misfit` for the first place that does not fit.
 * `trusted` are thumbprints of keys; without them, whoever made the file may have signed it with any key.
 */
export async function verifyExport(
  lines: AsyncIterable<string>,
  trusted: readonly string[] = [],
): Promise<VerifiedExport> {
  let progress: Progress | undefined;
  let number = 0;
  for await (const text of lines) {
    number += 1;
    const line = parsed(text, number);
    progress ??= beginningOf(line, number);
    progress =
      line.type === 'Checkpoint'
        ? await withCheckpoint(progress, line, number, trusted)
        : withEvent(progress, line, number);
  }
  if (!progress) throw new Misfit(1, 'the file is empty');
  const { ownerId, first, head, signedAt, keys } = progress;
  if (signedAt === undefined)
    throw new Misfit(number + 1, `the end is missing: no signed checkpoint after event ${head.index}`);
  return { ownerId, first, last: head.index, signedAt, keys: [...keys] };
}

function parsed(text: string, number: number): z.infer<typeof Line> {
  try {
    return Line.parse(JSON.parse(text));
  } catch {
    throw new Misfit(number, 'is not an event');
  }
}

/** What the first line says of what was before it. */
function beginningOf(line: z.infer<typeof Line>, number: number): Progress {
  const { data: checkpoint } = Checkpoint.safeParse(line);
  const { data: event } = FirstEvent.safeParse(line);
  const keys = new Set<string>();
  // A trail whose events are all pruned.
  if (checkpoint) {
    const { ownerid: ownerId, data: head } = checkpoint;
    return { ownerId, first: head.index + 1, head, signedAt: undefined, keys };
  }
  if (!event) throw new Misfit(number, 'is not the beginning of a signed export (format=signed)');
  const before = { index: event[CHAIN_ATTRIBUTES.index] - 1, hash: event[CHAIN_ATTRIBUTES.previous] };
  if (before.index === 0 && before.hash !== CHAIN_START.hash)
    throw new Misfit(number, 'event 1 has no event before it');
  return { ownerId: event.ownerid, first: before.index + 1, head: before, signedAt: undefined, keys };
}

function withEvent(progress: Progress, line: z.infer<typeof Line>, number: number): Progress {
  const { data: place } = Place.safeParse(line);
  if (!place) throw new Misfit(number, 'does not say its place in the chain');
  const index = place[CHAIN_ATTRIBUTES.index];
  const expected = progress.head.index + 1;
  if (index > expected)
    throw new Misfit(number, `event ${expected} is missing: event ${index} stands in its place`);
  if (index < expected) throw new Misfit(number, `event ${index} is out of its place`);
  const event = Object.fromEntries(
    Object.entries(line).filter(([name]) => index !== progress.first || name !== CHAIN_ATTRIBUTES.previous),
  );
  delete event[CHAIN_ATTRIBUTES.index];
  delete event[CHAIN_ATTRIBUTES.hash];
  const head = chainAfter(progress.head, event);
  if (head.hash !== place[CHAIN_ATTRIBUTES.hash] || event['ownerid'] !== progress.ownerId)
    throw new Misfit(number, `event ${index} (${line.type}) is not as it was signed`);
  return { ...progress, head, signedAt: undefined };
}

async function withCheckpoint(
  progress: Progress,
  line: z.infer<typeof Line>,
  number: number,
  trusted: readonly string[],
): Promise<Progress> {
  const { data: checkpoint } = Checkpoint.safeParse(line);
  if (!checkpoint) throw new Misfit(number, 'is not a checkpoint as Meshpair writes one');
  const { head, ownerId } = progress;
  const { index, signature } = checkpoint.data;
  if (index > head.index) throw new Misfit(number, `event ${head.index + 1} is missing`);
  if (index < head.index) throw new Misfit(number, `the checkpoint of event ${index} is out of its place`);
  const { claims, kid } = await signedClaims(signature).catch(() => {
    throw new Misfit(number, 'the signature of the checkpoint is not good');
  });
  if (claims.index !== index || claims.hash !== head.hash || claims.ownerid !== ownerId)
    throw new Misfit(number, `the checkpoint was not signed for the events that stand before it`);
  if (!isDeepStrictEqual(line, checkpointOf(claims, signature)))
    throw new Misfit(number, 'the checkpoint says something else than what was signed');
  if (trusted.length > 0 && !trusted.includes(kid))
    throw new Misfit(number, `the checkpoint is signed by another key: ${kid}`);
  return { ...progress, signedAt: claims.time, keys: new Set([...progress.keys, kid]) };
}

/** What a checkpoint's signature says, and the thumbprint of the key that it goes by. Throws where it is none. */
async function signedClaims(
  signature: string,
): Promise<{ readonly claims: CheckpointClaims; readonly kid: string }> {
  const { typ, alg, jwk } = decodeProtectedHeader(signature);
  // The last digit of Base64 has bits to spare: one signature must not have several texts.
  const last = signature.slice(signature.lastIndexOf('.') + 1);
  if (Buffer.from(last, 'base64url').toString('base64url') !== last) throw new Error('is no signature');
  if (typ !== CHECKPOINT_TYP || alg !== CHECKPOINT_ALGORITHM || !jwk) throw new Error('is no checkpoint');
  const { payload } = await compactVerify(signature, await importJWK(jwk, alg), { algorithms: [alg] });
  const claims = CheckpointClaims.parse(JSON.parse(Buffer.from(payload).toString()));
  return { claims, kid: await calculateJwkThumbprint(jwk) };
}
