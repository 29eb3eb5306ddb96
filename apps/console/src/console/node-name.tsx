import type { ComponentChildren, TargetedEvent, TargetedKeyboardEvent, VNode } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Node } from '@meshpair/client';
import { refusalAtTheConsole } from '@meshpair/words';
import { announce } from '../state/announcements.js';
import { t } from '../state/language.js';
import { renameNode } from '../state/nodes.js';

interface Props {
  readonly node: Node;
  readonly isRenaming: boolean;
  readonly onDone: () => void;
  /** The name as it is shown. */
  readonly children: ComponentChildren;
  readonly level?: 'h2' | 'h3';
}

/** A node's name; while renaming, a field in its place. Enter saves, Escape leaves it as it was. */
export function NodeName({ node, isRenaming, onDone, children, level: Heading = 'h3' }: Props): VNode {
  const field = useRef<HTMLInputElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const [error, setError] = useState<string>();
  useLayoutEffect(() => {
    if (!isRenaming) return;
    field.current?.focus();
    field.current?.select();
    return () => {
      setError(undefined);
      requestAnimationFrame(() => heading.current?.focus());
    };
  }, [isRenaming]);
  if (!isRenaming) {
    return (
      <Heading class="row-name" ref={heading} tabIndex={-1}>
        {children}
      </Heading>
    );
  }
  const save = async (event: TargetedEvent<HTMLFormElement, SubmitEvent>): Promise<void> => {
    event.preventDefault();
    const name = field.current?.value.trim() ?? '';
    if (name === node.name) return onDone();
    if (name === '') return setError(t('node.needsName'));
    const refusal = await renameNode(node.id, name);
    if (refusal) {
      setError(refusal.code === 'invalid_request' ? t('node.badName') : refusalAtTheConsole(t, refusal));
      return;
    }
    announce(t('node.renamed', { name }));
    onDone();
  };
  const leave = (event: TargetedKeyboardEvent<HTMLFormElement>): void => {
    if (event.key === 'Escape') onDone();
  };
  return (
    <form class="rename" onSubmit={(event) => void save(event)} onKeyDown={leave} noValidate>
      <input
        ref={field}
        type="text"
        dir="auto"
        maxLength={64}
        defaultValue={node.name}
        aria-label={t('node.newName', { name: node.name })}
        aria-invalid={error !== undefined}
      />
      <button type="submit" class="button button-small button-main">
        {t('node.save')}
      </button>
      <button type="button" class="button-quiet" onClick={onDone}>
        {t('node.cancel')}
      </button>
      <div role="alert" class="rename-error">
        {error !== undefined && <p class="field-error">{error}</p>}
      </div>
    </form>
  );
}
