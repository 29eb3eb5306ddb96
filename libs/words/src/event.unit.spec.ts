import { describe, expect, it } from '@jest/globals';
import { ALL_EVENT_TYPES } from '@meshpair/domain';
import { IN, inEnglish as t } from './catalogues.js';
import { eventLine, eventText } from './index.js';

describe('the words for an event', () => {
  it('name the device where the event does', () => {
    expect(eventLine(t, 'DeviceScanned', { device: { name: 'Phone' } }).subject).toBe('Phone');
    expect(eventLine(t, 'DeviceRegistered', { node: { name: 'Phone' } })).toMatchObject({
      subject: 'Phone',
      tone: 'good',
    });
    expect(eventLine(t, 'TokenCreated', {}).subject).toBeUndefined();
  });

  it('name the node, and what it was called', () => {
    expect(eventLine(t, 'NodeRemoved', { name: 'Phone' })).toMatchObject({
      subject: 'Phone',
      text: 'was removed',
    });
    expect(eventLine(t, 'NodeRenamed', { name: 'Tablet', previousName: 'Phone' })).toMatchObject({
      subject: 'Tablet',
      text: 'is the new name of Phone',
    });
    expect(eventText(t, 'NodeTagsChanged', { name: 'Phone', tags: ['guest', 'tv'] })).toBe(
      'Is tagged guest, tv: Phone',
    );
    expect(eventText(t, 'NodeTagsChanged', { name: 'Phone', tags: [] })).toBe(
      'No longer has any tags: Phone',
    );
    expect(eventLine(t, 'ConsoleSignedIn', { keyId: 'k1' }).text).toContain('k1');
  });

  it('tell why a pairing failed, a reason of tomorrow included', () => {
    expect(eventLine(t, 'PairingFailed', { reason: 'expired' })).toMatchObject({
      text: 'The code expired',
      tone: 'bad',
    });
    expect(eventLine(t, 'PairingFailed', { reason: 'struck by lightning' }).text).toBe('The pairing failed');
  });

  it('are one text where nothing else is shown', () => {
    expect(eventText(t, 'DeviceRegistered', { node: { name: 'Ada’s phone' } })).toBe(
      'Joined the mesh: Ada’s phone',
    );
    expect(eventText(t, 'PinVerified', {})).toBe('The PIN was confirmed');
  });

  it('ask for an answer where a device waits for one', () => {
    expect(eventText(t, 'DeviceScanned', { device: { name: 'Ada’s phone' } })).toBe(
      'Ada’s phone wants to join',
    );
    expect(eventText(IN.de, 'DeviceScanned', { device: { name: 'Handy' } })).toBe('Handy möchte beitreten');
    expect(eventText(t, 'DeviceScanned', {})).toBe('Used the code');
  });

  it('say why a webhook is disabled, and name its server only', () => {
    const webhook = { webhookId: 'w1', origin: 'https://example.org' };
    expect(eventText(t, 'WebhookDisabled', { ...webhook, reason: 'gone' })).toBe(
      'The webhook to https://example.org was disabled: its target is gone',
    );
    expect(eventText(t, 'WebhookDisabled', { ...webhook, reason: 'failing' })).toContain(
      'has failed for days',
    );
    expect(eventText(t, 'WebhookCreated', webhook)).toContain('https://example.org');
  });

  it('are there for every type, and for one that is not known yet its name', () => {
    for (const type of ALL_EVENT_TYPES) {
      expect(t(`event.${type}`)).not.toBe('');
      expect(eventLine(t, type, {}).text).not.toBe(type);
    }
    expect(eventLine(t, 'NodeStruckByLightning', {}).text).toBe('NodeStruckByLightning');
  });
});
