import type { TargetedEvent, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { PeerPolicy } from '@meshpair/client';
import { refusalAtTheConsole } from '@meshpair/words';
import { gateway } from '../api/client.js';
import { Skeleton } from '../console/skeleton.js';
import { readTags } from '../rules/tags.js';
import { announce } from '../state/announcements.js';
import { facets, loadFacets } from '../state/facets.js';
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
    else setError(refusalAtTheConsole(answer.refusal));
  };
  useEffect(() => {
    void read();
    void loadFacets();
  }, []);
  const save = async (event: TargetedEvent<HTMLFormElement, SubmitEvent>): Promise<void> => {
    event.preventDefault();
    const rules = rulesIn(new FormData(event.currentTarget));
    if (!rules) return setError('A tag is up to 32 of a–z, 0–9 and -; leave it empty for any device.');
    const answer = await reportTrouble(gateway.PUT('/owner/policy', { body: { rules } }));
    if (!answer.ok) return setError(answer.refusal.fieldText ?? refusalAtTheConsole(answer.refusal));
    setError(undefined);
    setLines(linesOf(answer.value));
    announce('The policy is saved, and holds at once.');
  };
  return (
    <section class="panel setting" aria-labelledby="policy-title">
      <h2 id="policy-title">Which devices see which</h2>
      <p class="hint">
        By the tags that you give them, one way. What no row allows, no device sees. Leave a tag empty for
        every device.
      </p>
      {lines === undefined && error === undefined && <Skeleton rows={2} />}
      {lines !== undefined && (
        <form class="policy" onSubmit={(event) => void save(event)}>
          {lines.length === 0 && <p class="empty">No device sees another.</p>}
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
              Add a row
            </button>
            <button type="submit" class="button button-small button-main">
              Save
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
    <PolicyTag name="from" tag={line.from} label={`Row ${place}: devices with this tag`} />
    <span>see</span>
    <PolicyTag name="to" tag={line.to} label={`Row ${place}: see devices with this tag`} />
    <button type="button" class="button-quiet" aria-label={`Remove row ${place}`} onClick={onRemove}>
      Remove
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
    placeholder="any"
    aria-label={label}
    maxLength={32}
    autocapitalize="none"
    autocomplete="off"
    spellcheck={false}
  />
);
