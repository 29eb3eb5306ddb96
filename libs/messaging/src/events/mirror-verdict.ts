import type { StreamConfig, StreamInfo } from '@nats-io/jetstream';
import { AUDIT_STREAM, EVENT_STREAM, ORIGIN_API, ORIGIN_DELIVERY } from '@meshpair/contracts';
import { differsFrom } from './jetstream-config.js';

/** Of a stream, what its copy is compared by. */
export interface Origin {
  readonly created: string;
  readonly lastSequence: number;
}

export const originOf = ({ created, state }: Pick<StreamInfo, 'created' | 'state'>): Origin => ({
  created: String(created),
  lastSequence: state.last_seq,
});

/** The copy of the events, as it should be: what was copied cannot be deleted one by one, and goes with age as it does there. */
export const mirrorConfig = (
  kept: Pick<StreamConfig, 'num_replicas' | 'max_age' | 'storage'>,
  origin: Origin,
): Partial<StreamConfig> & { readonly name: string } => ({
  ...kept,
  name: AUDIT_STREAM,
  description: `of the stream made at ${origin.created}`,
  mirror: { name: EVENT_STREAM, external: { api: ORIGIN_API, deliver: ORIGIN_DELIVERY } },
  sealed: false,
  deny_delete: true,
  deny_purge: true,
  allow_rollup_hdrs: false,
  allow_direct: false,
  max_msgs_per_subject: -1,
});

export type MirrorVerdict = 'missing' | 'beyond repair' | 'changed' | 'kept';

/**
 * What is to be done about a copy. JetStream itself tells no lag of a copy whose origin was made anew or has lost what was
 * copied: it waits for the number after its last. `found` was looked at before `origin`.
 */
export function mirrorVerdict(
  found: Pick<StreamInfo, 'config' | 'state'> | undefined,
  origin: Origin,
  wanted: ReturnType<typeof mirrorConfig>,
): MirrorVerdict {
  if (found === undefined) return 'missing';
  const { description, mirror, sealed } = wanted;
  const isBeyondRepair =
    found.state.last_seq > origin.lastSequence ||
    // None of them can be changed of a copy that is there.
    differsFrom(found.config, { description, mirror, sealed });
  if (isBeyondRepair) return 'beyond repair';
  return differsFrom(found.config, wanted) ? 'changed' : 'kept';
}
