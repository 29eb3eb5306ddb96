import { Secret } from '@meshpair/contracts';
import { CommandFailure, EXIT } from '../exit-codes.js';

export interface JoinTarget {
  readonly token: string;
  /** The gateway that the link names; a bare token names none. */
  readonly url?: string;
}

/** Reads what the QR code holds (`http://host:6969/join?token=…`), or the bare join token. Neither is ever shown again. */
export function readJoinTarget(text: string): JoinTarget {
  if (Secret.safeParse(text).success) return { token: text };
  const link = URL.canParse(text) ? new URL(text) : undefined;
  const token = link?.searchParams.get('token') ?? '';
  if (!link || !/^https?:$/.test(link.protocol) || !Secret.safeParse(token).success)
    throw new CommandFailure(
      'Give the join link, or the join token of 43 characters',
      EXIT.usage,
      'bad_join_target',
    );
  return { token, url: `${link.origin}${link.pathname.replace(/\/join\/?$/, '')}`.replace(/\/+$/, '') };
}
