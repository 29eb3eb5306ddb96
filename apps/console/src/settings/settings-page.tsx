import './settings.css';
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { ConsoleSession } from '@meshpair/client';
import { Icon } from '../console/icon.js';
import { follow } from '../console/node-link.js';
import { languageOfSettings, t } from '../state/language.js';
import { goTo, linkTo } from '../state/place.js';
import { may } from '../state/role.js';
import { AccountSettings } from './account-settings.js';
import { AuditorSettings } from './auditor-settings.js';
import { AppearanceSettings, PushSettings } from './browser-settings.js';
import { ConsoleSettings } from './console-settings.js';
import { DeviceCodeSettings } from './device-code-settings.js';
import { KeySettings } from './key-settings.js';
import { MeshSettings } from './mesh-settings.js';
import { OwnerSettings } from './owner-settings.js';
import { PasskeySettings } from './passkey-settings.js';
import { PeopleSettings } from './people-settings.js';
import { PolicySettings } from './policy-settings.js';
import { SetupKeySettings } from './setup-key-settings.js';
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
    document.title = `${t('frame.settings')} – ${before}`;
    return () => void (document.title = before);
  }, []);
  return (
    <div class="settings-page">
      <a class="way-back" href={linkTo(undefined)} onClick={(event) => follow(event, () => goTo(undefined))}>
        <Icon name="back" /> {t('page.back')}
      </a>
      <h2 class="settings-title" ref={title} tabIndex={-1}>
        {t('frame.settings')}
      </h2>
      <div class="settings-columns" {...languageOfSettings()}>
        <KeySettings />
        <PasskeySettings />
        <AccountSettings />
        <ConsoleSettings />
        {may('owner') && (
          <>
            <SetupKeySettings />
            <PeopleSettings />
            <DeviceCodeSettings />
            <PolicySettings />
            <PushSettings />
            <WebhookSettings />
            <AuditorSettings />
          </>
        )}
        {session.isAdmin && <OwnerSettings />}
        <AppearanceSettings />
        <MeshSettings session={session} />
      </div>
    </div>
  );
}
