import type { z } from 'zod';
import type { Name } from '@meshpair/contracts';
import type { Translate } from '@meshpair/words';

/** What is wrong with a name, for the person who gave it. */
export const nameComplaint = (t: Translate, { issues: [issue] }: z.ZodError<z.infer<typeof Name>>): string =>
  t(issue?.code === 'custom' ? 'name.unfit' : 'name.length');
