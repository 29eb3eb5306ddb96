import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Pairing } from '@meshpair/client';
import { refusalAtTheConsole } from '@meshpair/words';
import { gateway } from '../api/client.js';
import type { Refusal } from '../api/problem.js';
import { Icon } from '../console/icon.js';
import { PinForm } from '../console/pin-form.js';
import { strong } from '../console/tags.js';
import { useAddressChoice } from '../console/use-address-choice.js';
import type { ExistingDevice } from '../rules/address-choice.js';
import { t } from '../state/language.js';
import { confirmDevice, denyDevice } from '../state/pairing.js';

interface Props {
  readonly view: Pairing;
  readonly existing: readonly ExistingDevice[];
}

/** The decision on a device that came by a code of its own, or that shows no PIN. */
export function Approval({ view, existing }: Props): VNode {
  const { approval, otherNetwork, device } = view;
  const isRefused = otherNetwork === 'refused';
  return (
    <>
      {otherNetwork !== null && (
        <p class="note note-bad">
          <Icon name="warning" />
          <span>{t.rich(isRefused ? 'approve.far' : 'approve.farAllowed', { b: strong })}</span>
        </p>
      )}
      {approval === 'device_code' && otherNetwork === null && <p class="soft">{t('approve.near')}</p>}
      {approval === null && !isRefused ? (
        <PinForm deviceName={device?.name ?? ''} existing={existing} />
      ) : (
        <ApprovalForm view={view} existing={existing} mayApprove={!isRefused} />
      )}
    </>
  );
}

/** The two answers, as beside a PIN. */
function ApprovalForm({ view, existing, mayApprove }: Props & { readonly mayApprove: boolean }): VNode {
  const { choice, choices, askAbout } = useAddressChoice(existing);
  const approve = (body: object) =>
    gateway.POST('/pairing/{id}/approve', { params: { path: { id: view.pairingId } }, body });
  const [busy, setBusy] = useState<'approve' | 'deny'>();
  const [refusal, setRefusal] = useState<Refusal>();
  const answer = async (
    which: 'approve' | 'deny',
    call: () => Promise<Refusal | undefined>,
  ): Promise<void> => {
    if (busy) return;
    setBusy(which);
    const refused = await call();
    setBusy(undefined);
    if (refused?.existingDevices) return askAbout(refused.existingDevices);
    setRefusal(refused);
  };
  return (
    <form
      class="pin"
      onSubmit={(event) => {
        event.preventDefault();
        void answer('approve', () => confirmDevice(view.pairingId, choice, approve));
      }}
    >
      {choices}
      {mayApprove && <p>{t(view.approval === 'setup_key' ? 'approve.bySetupKey' : 'approve.byCode')}</p>}
      <div class="pin-answers">
        {mayApprove && (
          <button type="submit" class="button button-main" aria-disabled={busy !== undefined}>
            {t(busy === 'approve' ? 'card.pairing' : 'approve.letIn')}
          </button>
        )}
        <button
          type="button"
          class="button button-deny"
          aria-disabled={busy !== undefined}
          onClick={() => void answer('deny', denyDevice)}
        >
          {t(busy === 'deny' ? 'card.denying' : 'card.deny')}
        </button>
      </div>
      <div role="alert">{refusal && <p class="field-error">{refusalAtTheConsole(t, refusal)}</p>}</div>
    </form>
  );
}
