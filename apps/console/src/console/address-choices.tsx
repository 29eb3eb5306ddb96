import type { RefObject, VNode } from 'preact';
import { relativeTime } from '@meshpair/words';
import {
  type AddressChoice,
  type ExistingDevice,
  holdersWords,
  isReplaced,
  KEEP_ALL,
  replacing,
} from '../rules/address-choice.js';
import { now } from '../state/clock.js';
import { useNode } from '../state/known-nodes.js';
import { t } from '../state/language.js';
import { named } from './tags.js';

interface Props {
  readonly group: RefObject<HTMLFieldSetElement | null>;
  readonly devices: readonly ExistingDevice[];
  readonly choice: AddressChoice;
  readonly onChoose: (choice: AddressChoice) => void;
}

/** Keep all, or let one device make room: keeping comes first, and is what happens unless told otherwise. */
export function AddressChoices({ group, devices, choice, onChoose }: Props): VNode {
  return (
    <fieldset class="address-choices" ref={group}>
      <legend>{holdersWords(t, devices)}</legend>
      <p class="hint">{t('taken.hint')}</p>
      <div class="choices">
        <label class="choice">
          <input
            type="radio"
            name="address"
            checked={choice.onIpConflict === 'allow'}
            onChange={() => onChoose(KEEP_ALL)}
          />
          <span>{t('taken.keep', { count: devices.length })}</span>
        </label>
        {devices.map((device) => (
          <label class="choice" key={device.id}>
            <input
              type="radio"
              name="address"
              checked={isReplaced(choice, device)}
              onChange={() => onChoose(replacing(device))}
            />
            <span>
              {t.rich('taken.replace', { name: device.name, bdi: named })}
              <Joined device={device} />
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Names repeat: when a device joined tells it from its namesakes. Its line is there before it is known. */
function Joined({ device }: { readonly device: ExistingDevice }): VNode {
  const node = useNode(device.id);
  return (
    <span class="joined">
      {node && t('taken.joined', { when: relativeTime(t, node.createdAt, now.value) })}
    </span>
  );
}
