import type { ComponentChildren, TargetedEvent, VNode } from 'preact';
import { useState } from 'preact/hooks';
import { loadDevice } from '../state/device.js';
import { t } from '../state/language.js';
import { may } from '../state/role.js';

interface ChangeableProps {
  readonly id: string;
  readonly title: string;
  /** What the button says to those who do not see what it stands beside. */
  readonly changeOf: string;
  /** Stands in the place of the children while it is filled in. */
  readonly form: (onDone: () => void) => VNode;
  readonly children: ComponentChildren;
}

/** A part of a node's page that an owner changes there. */
export function Changeable({ id, title, changeOf, form, children }: ChangeableProps): VNode {
  const [isChanging, setChanging] = useState(false);
  return (
    <div class="permissions">
      <div class="list-head">
        <h3 id={id}>{title}</h3>
        {!isChanging && may('owner') && (
          <button
            type="button"
            class="button button-small button-plain"
            aria-label={changeOf}
            onClick={() => setChanging(true)}
          >
            {t('page.change')}
          </button>
        )}
      </div>
      {isChanging ? form(() => setChanging(false)) : children}
    </div>
  );
}

interface FormProps {
  /** The title's id. */
  readonly by: string;
  /** Says what is wrong; or nothing, and the page is read anew. */
  readonly save: (form: FormData) => Promise<string | undefined>;
  readonly onDone: () => void;
  readonly children: (error: string | undefined) => ComponentChildren;
}

export function ChangeForm({ by, save, onDone, children }: FormProps): VNode {
  const [error, setError] = useState<string>();
  const submit = async (event: TargetedEvent<HTMLFormElement, SubmitEvent>): Promise<void> => {
    event.preventDefault();
    const wrong = await save(new FormData(event.currentTarget));
    if (wrong !== undefined) return setError(wrong);
    await loadDevice();
    onDone();
  };
  return (
    <form
      class="permissions-form"
      aria-labelledby={by}
      onSubmit={(event) => void submit(event)}
      onKeyDown={({ key }) => key === 'Escape' && onDone()}
    >
      {children(error)}
      <div role="alert">{error !== undefined && <p class="field-error">{error}</p>}</div>
      <div class="device-tools">
        <button type="submit" class="button button-small button-main">
          {t('node.save')}
        </button>
        <button type="button" class="button-quiet" onClick={onDone}>
          {t('node.cancel')}
        </button>
      </div>
    </form>
  );
}
