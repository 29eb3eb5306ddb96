import './settings.css';
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { ConsoleSession } from '@meshpair/client';
import { Icon } from '../console/icon.js';
import { follow } from '../console/node-link.js';
import { goTo, linkTo } from '../state/place.js';
import { AccountSettings } from './account-settings.js';
import { AppearanceSettings } from './appearance-settings.js';
import { AuditorSettings } from './auditor-settings.js';
import { ConsoleSettings } from './console-settings.js';
import { KeySettings } from './key-settings.js';
import { PasskeySettings } from './passkey-settings.js';
import { WebhookSettings } from './webhook-settings.js';

export interface SettingsProps {
  readonly session: ConsoleSession;
}

/** What the owner has beside devices: keys, consoles, webhooks, auditors, and how the mesh is reached. */
export function SettingsPage({ session }: SettingsProps): VNode {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    title.current?.focus();
    const before = document.title;
    document.title = `Settings – ${before}`;
    return () => void (document.title = before);
  }, []);
  return (
    <div class="settings-page">
      <a class="way-back" href={linkTo(undefined)} onClick={(event) => follow(event, () => goTo(undefined))}>
        <Icon name="back" /> All nodes
      </a>
      <h2 class="settings-title" ref={title} tabIndex={-1}>
        Settings
      </h2>
      <div class="settings-columns">
        <KeySettings />
        <PasskeySettings />
        <AccountSettings />
        <ConsoleSettings />
        <WebhookSettings />
        <AuditorSettings />
        <AppearanceSettings />
        <section class="panel setting" aria-labelledby="mesh-title">
          <h2 id="mesh-title">This mesh</h2>
          <p class="hint">
            <bdi>{session.mesh.name}</bdi>, Meshpair {session.version}. Devices reach it at:
          </p>
          <ul class="setting-rows">
            {session.addresses.map(({ url, kind, interface: by }) => (
              <li key={url} class="setting-row">
                <div class="setting-words">
                  <p class="setting-name mono">{url}</p>
                  <p class="setting-line">{by === null ? kind : `${kind}, by ${by}`}</p>
                </div>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </div>
  );
}
