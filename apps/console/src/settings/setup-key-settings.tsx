import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { MadeSetupKey, MakeSetupKeyBody, SetupKey } from '@meshpair/client';
import { KNOWN_PERMISSIONS, permissionWords } from '@meshpair/words';
import { gateway } from '../api/client.js';
import type { Refusal } from '../api/problem.js';
import { QrCode } from '../console/qr-code.js';
import { mono } from '../console/tags.js';
import { TimeAgo } from '../console/time-ago.js';
import { readTags } from '../rules/tags.js';
import { t } from '../state/language.js';
import { change, changed, setupKeys } from '../state/settings.js';
import { withTouch } from '../state/with-touch.js';
import { TerminalCommand } from '../terminal/terminal-command.js';
import { Act, type Field, KeyField, Make, Row, Section, ShownOnce } from './parts.js';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** For how long a setup key may be used; the first is the standard. */
const LIFETIMES = [DAY, HOUR, 7 * DAY, 30 * DAY, 365 * DAY] as const;
/** For how long an ephemeral device may be unseen. */
const ABSENCES = [HOUR, DAY, 7 * DAY] as const;

const MOST_USES = 10_000;

/** What lets devices in that nobody watches. */
export function SetupKeySettings(): VNode {
  const [made, setMade] = useState<MadeSetupKey>();
  const make = async (field: Field): Promise<{ readonly refusal?: Refusal }> => {
    const wanted = wantedBy(field);
    if ('refusal' in wanted) return wanted;
    const params = { query: { qr: 'svg' as const } };
    const answer = await withTouch<MadeSetupKey>({ newSetupKey: true }, (given) =>
      gateway.POST('/setup-keys', { params, body: { ...wanted.body, ...given } }),
    );
    const outcome = await changed(answer, setupKeys);
    if (outcome.value) setMade(outcome.value);
    return outcome;
  };
  return (
    <Section
      id="setup-keys"
      title={t('setupKeys.title')}
      hint={t('setupKeys.hint')}
      list={setupKeys}
      none={t('setupKeys.none')}
      row={(key) => <SetupKeyRow key={key.setupKeyId} setupKey={key} />}
    >
      {made && <Made made={made} />}
      <Make title={t('setupKeys.add')} button={t('setupKeys.make')} send={make}>
        <Fields />
      </Make>
    </Section>
  );
}

const Fields = (): VNode => (
  <>
    <label>
      {t('setupKeys.label')}
      <input name="label" maxLength={64} autocomplete="off" />
    </label>
    <label>
      {t('setupKeys.uses')}
      <input name="uses" type="number" required min={1} max={MOST_USES} defaultValue="1" />
    </label>
    <label>
      {t('setupKeys.lifetime')}
      <select name="lifetime">
        {LIFETIMES.map((seconds) => (
          <option key={seconds} value={seconds}>
            {lasting(seconds)}
          </option>
        ))}
      </select>
    </label>
    <fieldset class="themes">
      <legend>{t('page.may')}</legend>
      {KNOWN_PERMISSIONS.map((scope) => (
        <label key={scope} class="check">
          <input type="checkbox" name={scope} defaultChecked /> {permissionWords(t, scope)}
        </label>
      ))}
    </fieldset>
    <label>
      {t('setupKeys.tags')}
      <input name="tags" autocomplete="off" dir="ltr" />
    </label>
    <label>
      {t('setupKeys.unseen')}
      <select name="unseen">
        <option value="">{t('setupKeys.stays')}</option>
        {ABSENCES.map((seconds) => (
          <option key={seconds} value={seconds}>
            {t('setupKeys.goes', { time: lasting(seconds) })}
          </option>
        ))}
      </select>
    </label>
    <label class="check">
      <input type="checkbox" name="asks" /> {t('setupKeys.asks')}
    </label>
    <KeyField />
  </>
);

/** What the form says; or the tag that is none. */
function wantedBy(field: Field): { readonly body: MakeSetupKeyBody } | { readonly refusal: Refusal } {
  const read = readTags(field('tags'));
  if ('wrong' in read) {
    const title = t('setupKeys.wrongTag', { tag: read.wrong });
    return { refusal: { code: 'invalid_request', title, fieldText: title } };
  }
  const permissions = KNOWN_PERMISSIONS.filter((scope) => field(scope) !== '');
  const label = field('label');
  const unseen = field('unseen');
  return {
    body: {
      key: field('key'),
      uses: Number(field('uses')),
      ttlSeconds: Number(field('lifetime')),
      permissions,
      tags: [...read.tags],
      asksOwner: field('asks') !== '',
      ...(label !== '' && { label }),
      ...(unseen !== '' && { ephemeralSeconds: Number(unseen) }),
    },
  };
}

/** The key, as a text, lines for terminals with Meshpair and without, a link and its code: this once. */
const Made = ({ made: { setupKey, command, url, qrSvg } }: { readonly made: MadeSetupKey }): VNode => (
  <>
    <ShownOnce label={t('setupKeys.link')} secret={url} />
    <ShownOnce label={t('setupKeys.command')} secret={command} />
    <TerminalCommand url={url} />
    <ShownOnce label={t('setupKeys.key')} secret={setupKey} />
    {qrSvg !== undefined && <QrCode svg={qrSvg} url={url} />}
  </>
);

function SetupKeyRow({ setupKey }: { readonly setupKey: SetupKey }): VNode {
  const { setupKeyId, label, uses, used, expiresAt, revokedAt, isLive, asksOwner } = setupKey;
  const path = { params: { path: { id: setupKeyId } } };
  const name = label ?? setupKeyId;
  const end = revokedAt !== null ? 'revoked' : used >= uses ? 'used' : isLive ? 'live' : 'over';
  return (
    <Row
      name={<bdi>{name}</bdi>}
      isOver={!isLive}
      line={t.rich('setupKeys.line', {
        key: setupKeyId,
        mono,
        used,
        uses,
        end,
        when: () => <TimeAgo time={revokedAt ?? expiresAt} />,
        asks: asksOwner ? 'yes' : 'no',
        ephemeral: setupKey.ephemeralSeconds === null ? 'no' : 'yes',
      })}
    >
      {revokedAt === null && isLive && (
        <Act
          label={t('act.revoke')}
          of={t('setupKeys.of', { name })}
          isFinal
          act={() => change(gateway.DELETE('/setup-keys/{id}', path), setupKeys)}
          said={t('setupKeys.revoked', { name })}
        />
      )}
    </Row>
  );
}

/** `1 hour`, `7 days`. */
function lasting(seconds: number): string {
  const [amount, unit] = seconds % DAY === 0 ? [seconds / DAY, 'day'] : [seconds / HOUR, 'hour'];
  return new Intl.NumberFormat(t.locale, { style: 'unit', unit, unitDisplay: 'long' }).format(amount);
}
