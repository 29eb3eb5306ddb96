import '../settings/settings.css';
import './invitation.css';
import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { AcceptedInvitation, InvitationPreview } from '@meshpair/client';
import { refusalAtTheConsole } from '@meshpair/words';
import { isOutage, type Refusal } from '../api/problem.js';
import { named } from '../console/tags.js';
import { ShownOnce } from '../settings/parts.js';
import { t } from '../state/language.js';
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
  if (looked === undefined) return <p class="hint">{t('invite.reading')}</p>;
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
      <Title>{t.rich('invite.title', { who, mesh: looked.mesh.name, bdi: named })}</Title>
      <p>{t.rich('invite.as', { name: looked.name, role: looked.role, bdi: named })}</p>
      <p class="hint">{t('invite.hint')}</p>
      <button type="button" class="button button-main" aria-disabled={isBusy} onClick={() => void accept()}>
        {t(isBusy ? 'invite.accepting' : 'invite.accept')}
      </button>
    </>
  );
}

/** The way back into the mesh, and the way in. */
function Joined({ joined: { key } }: { readonly joined: AcceptedInvitation }): VNode {
  const [isShown, setShown] = useState(false);
  return (
    <>
      <Title>{t('invite.in')}</Title>
      <p>{t('invite.keep')}</p>
      {isShown ? (
        <ShownOnce label={t('invite.key')} secret={key} />
      ) : (
        <button type="button" class="button button-plain" onClick={() => setShown(true)}>
          {t('invite.show')}
        </button>
      )}
      <button type="button" class="button button-main" onClick={() => void open()}>
        {t('invite.go')}
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
      <Title>{t(isGone ? 'invite.gone' : 'invite.failed')}</Title>
      <p role="status">{isGone || !refusal ? t('invite.goneText') : refusalAtTheConsole(t, refusal)}</p>
      {refusal && isOutage(refusal) && <p class="hint">{t('invite.again')}</p>}
      <button type="button" class="button button-plain" onClick={() => void loadSession()}>
        {t('invite.signIn')}
      </button>
    </>
  );
}

/** Takes the focus, so that it is read. */
function Title({ children }: { readonly children: ComponentChildren }): VNode {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  return (
    <h1 ref={title} tabIndex={-1}>
      {children}
    </h1>
  );
}
