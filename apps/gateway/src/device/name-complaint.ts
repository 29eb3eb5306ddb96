import type { z } from 'zod';
import type { Name } from '@meshpair/contracts';

/** What is wrong with a name, for the person who gave it. */
export function nameComplaint({ issues: [issue] }: z.ZodError<z.infer<typeof Name>>): string {
  if (issue?.code !== 'custom') return 'Give a name of 1 to 64 characters.';
  return `The name ${issue.message}.`;
}
