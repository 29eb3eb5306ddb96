import { isEnough, type PersonRole } from '@meshpair/domain';
import { session } from './session.js';

/** Whether who is signed in may do what takes a role. The gateway decides: this is what the page offers. */
export const may = (needed: PersonRole): boolean =>
  session.value.kind === 'signedIn' && isEnough(session.value.session.role, needed);
