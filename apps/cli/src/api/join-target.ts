import { Secret } from '@meshpair/contracts';
import { readUserCode } from '@meshpair/domain';
import { CommandFailure, EXIT } from '../exit-codes.js';

export interface JoinTarget {
  readonly by: { readonly token: string } | { readonly code: string };
  /** The gateway that the link names; a bare token or code names none. */
  readonly url?: string;
}

/**
 * Reads what the QR code holds (`http://host:6969/join?token=…`), the bare join token, or the code beside it. None is ever
 * shown again.
 */
export function readJoinTarget(text: string): JoinTarget {
  if (Secret.safeParse(text).success) return { by: { token: text } };
  const code = readUserCode(text);
  if (code !== undefined) return { by: { code } };
  const link = URL.canParse(text) ? new URL(text) : undefined;
  const token = link?.searchParams.get('token') ?? '';
  if (!link || !/^https?:$/.test(link.protocol) || !Secret.safeParse(token).success)
    throw new CommandFailure(
      'Give the join link, the join token of 43 characters, or the code of 8 letters',
      EXIT.usage,
      'bad_join_target',
    );
  return {
    by: { token },
    url: `${link.origin}${link.pathname.replace(/\/join\/?$/, '')}`.replace(/\/+$/, ''),
  };
}
