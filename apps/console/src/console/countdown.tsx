import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { clockText } from '@meshpair/words';
import { type Life, partLeft, secondsLeft, spokenCountdown } from '../rules/countdown.js';
import { announce } from '../state/announcements.js';
import { now } from '../state/clock.js';
import { t } from '../state/language.js';

/** Ticks for the eye; the ear hears a few marks only. */
export function Countdown({ life }: { readonly life: Life }): VNode {
  const seconds = secondsLeft(life, now.value);
  const before = useRef(seconds);
  useEffect(() => {
    const spoken = spokenCountdown(t, before.current, seconds);
    before.current = seconds;
    if (spoken !== undefined) announce(spoken);
  }, [seconds]);
  const part = partLeft(life, now.value);
  return (
    <div class={seconds <= 30 ? 'countdown countdown-short' : 'countdown'}>
      <p role="timer" aria-live="off">
        <span class="label">{t('countdown.label')}</span>{' '}
        <span class="countdown-clock" dir="ltr">
          {clockText(seconds)}
        </span>
      </p>
      <div class="bar" aria-hidden="true">
        <div class="bar-left" style={{ inlineSize: `${part * 100}%` }} />
      </div>
    </div>
  );
}
