import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { refusalAtTheConsole, refusalOfTheForm } from '@meshpair/words';
import type { Refusal } from '../api/problem.js';
import { Skeleton } from '../console/skeleton.js';
import { announce } from '../state/announcements.js';
import { t } from '../state/language.js';
import type { Listed } from '../state/settings.js';

/** So many of a kind are shown unless all are asked for. */
const SHOWN = 10;

interface SectionProps<T> {
  readonly id: string;
  readonly title: string;
  readonly hint: ComponentChildren;
  readonly list: Listed<T>;
  readonly none: string;
  readonly row: (item: T) => VNode;
  readonly children?: ComponentChildren;
}

/** One kind of thing that the owner has: what there is, and how to make another. */
export function Section<T>({ id, title, hint, list, none, row, children }: SectionProps<T>): VNode {
  const [isWhole, setWhole] = useState(false);
  useEffect(() => void list.read(), [list]);
  const items = list.items.value;
  const refusal = list.refusal.value;
  return (
    <section class="panel setting" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      <p class="hint">{hint}</p>
      {items === undefined && !refusal && <Skeleton rows={2} />}
      {refusal && (
        <p class="empty" role="status">
          {refusalAtTheConsole(t, refusal)}{' '}
          <button type="button" class="link" onClick={() => void list.read()}>
            {t('settings.tryAgain')}
          </button>
        </p>
      )}
      {items?.length === 0 && <p class="empty">{none}</p>}
      {items && items.length > 0 && (
        <ul class="setting-rows">{(isWhole ? items : items.slice(0, SHOWN)).map(row)}</ul>
      )}
      {items && items.length > SHOWN && !isWhole && (
        <button type="button" class="button button-small button-plain" onClick={() => setWhole(true)}>
          {t('settings.showAll', { count: items.length })}
        </button>
      )}
      {children}
    </section>
  );
}

interface RowProps {
  readonly name: ComponentChildren;
  readonly line: ComponentChildren;
  readonly isOver?: boolean;
  readonly children?: ComponentChildren;
}

export const Row = ({ name, line, isOver = false, children }: RowProps): VNode => (
  <li class={isOver ? 'setting-row setting-over' : 'setting-row'}>
    <div class="setting-words">
      <p class="setting-name">{name}</p>
      <p class="setting-line">{line}</p>
    </div>
    {children !== undefined && <div class="row-tools">{children}</div>}
  </li>
);

type Outcome = Promise<{ readonly refusal?: Refusal }>;

interface ActProps {
  /** What the button says, and to whom it applies: a screen reader hears both. */
  readonly label: string;
  readonly of: string;
  readonly act: () => Outcome;
  readonly said: string;
  /** Asked for a second press: what it ends does not come back. */
  readonly isFinal?: boolean;
}

/** A button that does something at once, or at its second press; a refusal is said beside it. */
export function Act({ label, of, act, said, isFinal = false }: ActProps): VNode {
  const [isSure, setSure] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const words = isSure
    ? t('settings.really', { act: label.charAt(0).toLowerCase() + label.slice(1) })
    : label;
  const press = async (): Promise<void> => {
    if (isBusy) return;
    if (isFinal && !isSure) return setSure(true);
    setBusy(true);
    const outcome = await act();
    setBusy(false);
    setSure(false);
    setRefusal(outcome.refusal);
    if (!outcome.refusal) announce(said);
  };
  return (
    <>
      <button
        type="button"
        class={`button button-small ${isSure ? 'button-bad' : 'button-plain'}`}
        aria-label={t('act.label', { act: words, of })}
        aria-disabled={isBusy}
        onBlur={() => setSure(false)}
        onClick={() => void press()}
      >
        {words}
      </button>
      <span role="alert">
        {refusal && <span class="field-error">{refusalAtTheConsole(t, refusal)}</span>}
      </span>
    </>
  );
}

interface OnceProps {
  readonly label: string;
  readonly secret: string;
}

/** A secret that is shown this once; the focus goes to it. */
export function ShownOnce({ label, secret }: OnceProps): VNode {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), [secret]);
  const id = useId();
  return (
    <div class="note note-good once">
      <label for={id}>{label}</label>
      <input
        id={id}
        ref={field}
        class="mono"
        type="text"
        readOnly
        dir="ltr"
        value={secret}
        onFocus={(event) => event.currentTarget.select()}
      />
      <p class="hint">{t('settings.copyNow')}</p>
    </div>
  );
}

/** What a field of a form holds; empty for a box that is not ticked. */
export type Field = (name: string) => string;

/** The field `key`: what can do more than a console by itself takes a key that somebody has. */
export const KeyField = (): VNode => (
  <label>
    {t('keys.current')}
    <input
      name="key"
      type="password"
      required
      dir="ltr"
      autocomplete="current-password"
      placeholder="mpo_…"
    />
  </label>
);

interface MakeProps {
  readonly title: string;
  readonly button: string;
  /** Sends the form; a refusal is said below it, otherwise the form is empty again. */
  readonly send: (field: Field) => Outcome;
  readonly children: ComponentChildren;
}

/** A form that makes another, which opens when it is wanted. */
export function Make({ title, button, send, children }: MakeProps): VNode {
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    if (isBusy) return;
    setBusy(true);
    const fields = new FormData(form);
    const outcome = await send((name) => {
      const value = fields.get(name);
      return typeof value === 'string' ? value.trim() : '';
    });
    setBusy(false);
    setRefusal(outcome.refusal);
    if (!outcome.refusal) form.reset();
  };
  return (
    <details class="make">
      <summary>{title}</summary>
      <form class="make-form" onSubmit={(event) => void submit(event)}>
        {children}
        <div role="alert">{refusal && <p class="field-error">{refusalOfTheForm(t, refusal)}</p>}</div>
        <button type="submit" class="button button-small button-main" aria-disabled={isBusy}>
          {button}
        </button>
      </form>
    </details>
  );
}
