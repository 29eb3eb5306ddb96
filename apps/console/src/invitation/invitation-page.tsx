import '../settings/settings.css';
import './invitation.css';
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { AcceptedInvitation, InvitationPreview } from '@meshpair/client';
import { refusalAtTheConsole } from '@meshpair/words';
import { isOutage, type Refusal } from '../api/problem.js';
import { ShownOnce } from '../settings/parts.js';
import { ROLE_MEANINGS } from '../settings/role-words.js';
import { accepted, acceptInvitation, previewInvitation } from '../state/people.js';
import { loadSession } from '../state/session.js';

export interface InvitationProps {
  readonly code: string;
}

type Looked = InvitationPreview | Refusal | undefined;

/** Who invites to which mesh, as what; one button accepts. */
export function InvitationPage({ code }: InvitationProps): VNode {
  const [looked, setLooked] = useState<Looked>();
  const [refusal, setRefusal] = useState<Refusal>();
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    void previewInvitation(code).then((answer) => setLooked(answer.ok ? answer.value : answer.refusal));
  }, [code]);
  const joined = accepted.value;
  if (joined) return <Joined joined={joined} />;
  if (looked === undefined) return <p class="hint">Reading the invitation…</p>;
  const failed = refusal ?? ('code' in looked ? looked : undefined);
  if (failed || 'code' in looked) return <NoInvitation refusal={failed} />;
  const accept = async (): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    const answer = await acceptInvitation(code);
    setBusy(false);
    if (!answer.ok) setRefusal(answer.refusal);
  };
  const who = looked.invitedBy ?? looked.owner.name;
  return (
    <>
      <Title>
        <bdi>{who}</bdi> invites you to the mesh <bdi>{looked.mesh.name}</bdi>
      </Title>
      <p>
        As <bdi>{looked.name}</bdi> you are {ROLE_MEANINGS[looked.role]}
      </p>
      <p class="hint">
        This browser is signed in then, and you get a key of your own. The invitation can be used once.
      </p>
      <button type="button" class="button button-main" aria-disabled={isBusy} onClick={() => void accept()}>
        {isBusy ? 'Accepting…' : 'Accept the invitation'}
      </button>
    </>
  );
}

/** The way back into the mesh, and the way in. */
function Joined({ joined: { key } }: { readonly joined: AcceptedInvitation }): VNode {
  const [isShown, setShown] = useState(false);
  return (
    <>
      <Title>You are in</Title>
      <p>
        This browser stays signed in for 30 days. Your own key signs you in later, and elsewhere: keep it
        where you keep passwords.
      </p>
      {isShown ? (
        <ShownOnce label="Your key" secret={key} />
      ) : (
        <button type="button" class="button button-plain" onClick={() => setShown(true)}>
          Show my key
        </button>
      )}
      <button type="button" class="button button-main" onClick={() => void open()}>
        Go to the mesh
      </button>
    </>
  );
}

async function open(): Promise<void> {
  await loadSession();
  accepted.value = undefined;
}

function NoInvitation({ refusal }: { readonly refusal: Refusal | undefined }): VNode {
  const isGone = refusal?.code === 'not_found' || refusal?.code === 'invalid_request';
  return (
    <>
      <Title>{isGone ? 'This invitation does not count any more' : 'That did not work'}</Title>
      <p role="status">
        {isGone || !refusal
          ? 'It was used already, was revoked or is too old. Ask for a new one.'
          : refusalAtTheConsole(refusal)}
      </p>
      {refusal && isOutage(refusal) && <p class="hint">Then follow the link again.</p>}
      <button type="button" class="button button-plain" onClick={() => void loadSession()}>
        Sign in
      </button>
    </>
  );
}

/** Takes the focus, so that it is read. */
function Title({ children }: { readonly children: VNode | string | readonly (VNode | string)[] }): VNode {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  return (
    <h1 ref={title} tabIndex={-1}>
      {children}
    </h1>
  );
}
