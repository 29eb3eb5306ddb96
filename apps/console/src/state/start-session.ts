import { isOutage } from '../api/problem.js';
import { loadSession, signIn } from './session.js';

/** At the start: a link's one-time code signs in, and leaves the address bar and the history at once. */
export async function startSession(): Promise<void> {
  const code = signInCode(location.hash);
  if (code === undefined) return loadSession();
  history.replaceState(null, '', location.pathname + location.search);
  const refusal = await signIn({ code });
  if (refusal) await loadSession(isOutage(refusal) ? undefined : 'linkExpired');
}

/** The one-time code of a link that ends in `#signin=<code>`. */
export const signInCode = (hash: string): string | undefined => /^#signin=([\w-]{20,128})$/.exec(hash)?.[1];
