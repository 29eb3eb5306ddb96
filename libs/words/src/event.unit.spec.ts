import { describe, expect, it } from '@jest/globals';
import { ALL_EVENT_TYPES } from '@meshpair/domain';
import { EVENT_NAMES, eventLine, eventText } from './index.js';

describe('the words for an event', () => {
  it('name the device where the event does', () => {
    expect(eventLine('DeviceScanned', { device: { name: 'Phone' } }).subject).toBe('Phone');
    expect(eventLine('DeviceRegistered', { node: { name: 'Phone' } })).toMatchObject({
      subject: 'Phone',
      tone: 'good',
    });
    expect(eventLine('TokenCreated', {}).subject).toBeUndefined();
  });

  it('name the node, and what it was called', () => {
    expect(eventLine('NodeRemoved', { name: 'Phone' })).toMatchObject({
      subject: 'Phone',
      text: 'was removed',
    });
    expect(eventLine('NodeRenamed', { name: 'Tablet', previousName: 'Phone' })).toMatchObject({
      subject: 'Tablet',
      text: 'is the new name of Phone',
    });
    expect(eventText('NodeTagsChanged', { name: 'Phone', tags: ['guest', 'tv'] })).toBe(
      'Is tagged guest, tv: Phone',
    );
    expect(eventText('NodeTagsChanged', { name: 'Phone', tags: [] })).toBe('Has no tags any more: Phone');
    expect(eventLine('ConsoleSignedIn', { keyId: 'k1' }).text).toContain('k1');
  });

  it('tell why a pairing failed, a reason of tomorrow included', () => {
    expect(eventLine('PairingFailed', { reason: 'expired' })).toMatchObject({
      text: 'The code expired',
      tone: 'bad',
    });
    expect(eventLine('PairingFailed', { reason: 'struck by lightning' }).text).toBe('The pairing failed');
  });

  it('are one text where nothing else is shown', () => {
    expect(eventText('DeviceRegistered', { node: { name: 'Ada’s phone' } })).toBe(
      'Joined the mesh: Ada’s phone',
    );
    expect(eventText('PinVerified', {})).toBe('The PIN was confirmed');
  });

  it('say why a webhook is disabled, and name its server only', () => {
    const webhook = { webhookId: 'w1', origin: 'https://example.org' };
    expect(eventText('WebhookDisabled', { ...webhook, reason: 'gone' })).toBe(
      'The webhook to https://example.org was disabled: its target is gone',
    );
    expect(eventText('WebhookDisabled', { ...webhook, reason: 'failing' })).toContain('has failed for days');
    expect(eventText('WebhookCreated', webhook)).toContain('https://example.org');
  });

  it('are there for every type, and for one that is not known yet its name', () => {
    for (const type of ALL_EVENT_TYPES) {
      expect(EVENT_NAMES[type]).not.toBe('');
      expect(eventLine(type, {}).text).not.toBe(type);
    }
    expect(eventLine('NodeStruckByLightning', {}).text).toBe('NodeStruckByLightning');
  });
});
