import type { VNode } from 'preact';
import type { Session } from '../api/types.js';
import { signOut } from '../state/session.js';
import { Mark } from './mark.js';

export const TopBar = ({ session }: { readonly session: Session }): VNode => (
  <header class="top">
    <h1 class="brand">
      <Mark />
      <span class="brand-names">
        <bdi class="brand-mesh">{session.mesh.name}</bdi>
        <span class="brand-product">Meshpair</span>
      </span>
    </h1>
    <div class="top-end">
      <bdi class="owner">{session.owner.name}</bdi>
      <button type="button" class="button-quiet" onClick={() => void signOut()}>
        Sign out
      </button>
    </div>
  </header>
);
