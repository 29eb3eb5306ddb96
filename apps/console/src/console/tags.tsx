import type { ComponentChildren, VNode } from 'preact';

type Inside = ComponentChildren;

/** What the tags of messages become. A name keeps its own direction. */
export const named = (inside: Inside): VNode => <bdi>{inside}</bdi>;

export const strong = (inside: Inside): VNode => <strong>{inside}</strong>;

export const code = (inside: Inside): VNode => <code dir="ltr">{inside}</code>;

export const mono = (inside: Inside): VNode => (
  <bdi class="mono" dir="ltr">
    {inside}
  </bdi>
);
