import type { TargetedEvent, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { PeerPolicy } from '@meshpair/client';
import { refusalAtTheConsole, refusalOfTheForm } from '@meshpair/words';
import { gateway } from '../api/client.js';
import { Skeleton } from '../console/skeleton.js';
import { readTags } from '../rules/tags.js';
import { announce } from '../state/announcements.js';
import { facets, loadFacets } from '../state/facets.js';
import { t } from '../state/language.js';
import { reportTrouble } from '../state/session.js';

type Rule = PeerPolicy['rules'][number];

/** A row of the form; its key stays while others come and go. */
interface Line extends Rule {
  readonly key: number;
}

const KNOWN_TAGS = 'known-tags';

const linesOf = ({ rules }: PeerPolicy): readonly Line[] => rules.map((rule, key) => ({ ...rule, key }));

const withAnother = (lines: readonly Line[]): readonly Line[] => [
  ...lines,
  { from: '*', to: '*', key: Math.max(-1, ...lines.map(({ key }) => key)) + 1 },
];

/** Which devices see which, by their tags. */
export function PolicySettings(): VNode {
  const [lines, setLines] = useState<readonly Line[]>();
  const [error, setError] = useState<string>();
  const read = async (): Promise<void> => {
    const answer = await reportTrouble(gateway.GET('/owner/policy'));
    if (answer.ok) setLines(linesOf(answer.value));
    else setError(refusalAtTheConsole(t, answer.refusal));
  };
  useEffect(() => {
    void read();
    void loadFacets();
  }, []);
  const save = async (event: TargetedEvent<HTMLFormElement, SubmitEvent>): Promise<void> => {
    event.preventDefault();
    const rules = rulesIn(new FormData(event.currentTarget));
    if (!rules) return setError(t('policy.wrong'));
    const answer = await reportTrouble(gateway.PUT('/owner/policy', { body: { rules } }));
    if (!answer.ok) return setError(refusalOfTheForm(t, answer.refusal));
    setError(undefined);
    setLines(linesOf(answer.value));
    announce(t('policy.saved'));
  };
  return (
    <section class="panel setting" aria-labelledby="policy-title">
      <h2 id="policy-title">{t('policy.title')}</h2>
      <p class="hint">{t('policy.hint')}</p>
      {lines === undefined && error === undefined && <Skeleton rows={2} />}
      {lines !== undefined && (
        <form class="policy" onSubmit={(event) => void save(event)}>
          {lines.length === 0 && <p class="empty">{t('policy.none')}</p>}
          <ul class="setting-rows">
            {lines.map((line, index) => (
              <PolicyRow
                key={line.key}
                line={line}
                place={index + 1}
                onRemove={() => setLines(lines.filter((each) => each !== line))}
              />
            ))}
          </ul>
          <datalist id={KNOWN_TAGS}>
            {facets.value.tags.map((tag) => (
              <option key={tag} value={tag} />
            ))}
          </datalist>
          <div role="alert">{error !== undefined && <p class="field-error">{error}</p>}</div>
          <div class="device-tools">
            <button
              type="button"
              class="button button-small button-plain"
              onClick={() => setLines(withAnother(lines))}
            >
              {t('policy.add')}
            </button>
            <button type="submit" class="button button-small button-main">
              {t('policy.save')}
            </button>
          </div>
        </form>
      )}
      {lines === undefined && error !== undefined && (
        <p class="empty" role="status">
          {error}
        </p>
      )}
    </section>
  );
}

/** The rows of the form; undefined when one has what is no tag. */
function rulesIn(form: FormData): Rule[] | undefined {
  const targets = form.getAll('to');
  const rules = form.getAll('from').flatMap((source, index) => {
    const [from, to] = [tagOf(source), tagOf(targets[index])];
    return from === undefined || to === undefined ? [] : [{ from, to }];
  });
  return rules.length === targets.length ? rules : undefined;
}

/** `*` for an empty field; undefined for what is no tag. */
function tagOf(text: FormDataEntryValue | undefined): string | undefined {
  const read = readTags(typeof text === 'string' ? text : '');
  if ('wrong' in read || read.tags.length > 1) return undefined;
  return read.tags[0] ?? '*';
}

interface RowProps {
  readonly line: Line;
  readonly place: number;
  readonly onRemove: () => void;
}

const PolicyRow = ({ line, place, onRemove }: RowProps): VNode => (
  <li class="setting-row policy-row">
    <PolicyTag name="from" tag={line.from} label={t('policy.from', { row: place })} />
    <span>{t('policy.see')}</span>
    <PolicyTag name="to" tag={line.to} label={t('policy.to', { row: place })} />
    <button
      type="button"
      class="button-quiet"
      aria-label={t('policy.removeRow', { row: place })}
      onClick={onRemove}
    >
      {t('act.remove')}
    </button>
  </li>
);

interface TagProps {
  readonly name: 'from' | 'to';
  readonly tag: string;
  readonly label: string;
}

const PolicyTag = ({ name, tag, label }: TagProps): VNode => (
  <input
    type="text"
    name={name}
    list={KNOWN_TAGS}
    defaultValue={tag === '*' ? '' : tag}
    placeholder={t('policy.any')}
    aria-label={label}
    maxLength={32}
    autocapitalize="none"
    autocomplete="off"
    spellcheck={false}
  />
);
