import type { Translated } from '../translated.js';

export const SIGN_IN: Translated<'signIn'> = {
  'signIn.byPasskey': 'Passkey verwenden',
  'signIn.byAccount': 'Mit {provider} anmelden',

  'offer.title': 'Passkey',
  'offer.text':
    '<b>Beim nächsten Mal ohne Schlüssel anmelden:</b> mit Fingerabdruck, Gesicht oder Displaysperre dieses Geräts.',
  'offer.add': 'Passkey hinzufügen',
  'offer.later': 'Nicht jetzt',
  'offer.added': 'Der Passkey ist hinzugefügt. Damit melden Sie sich von jetzt an an.',

  'passkey.unknown': 'Dieses Mesh kennt diesen Passkey nicht. Benutzen Sie Ihren Schlüssel.',
  'passkey.unsupported': 'Dieser Browser unterstützt keine Passkeys.',
  'passkey.already': 'Dieses Gerät hat schon einen Passkey für dieses Mesh.',
  'passkey.notGiven':
    'Es wurde kein Passkey verwendet. Versuchen Sie es noch einmal, oder benutzen Sie Ihren Schlüssel.',
  'passkey.notTouched':
    'Es wurde kein Passkey verwendet, also wurde nichts geändert. Versuchen Sie es noch einmal.',

  'account.linked': 'Das Konto ist verknüpft. Damit können Sie sich von jetzt an anmelden.',
  'account.linked_elsewhere':
    'Das Konto wurde nicht verknüpft: Es ist schon verknüpft, oder es hat zu lange gedauert. Versuchen Sie es noch einmal.',
  'account.not_linked':
    'Niemand in diesem Mesh hat dieses Konto verknüpft. Melden Sie sich mit Ihrem Schlüssel an, und verknüpfen Sie es dann in den Einstellungen unter „Verknüpfte Konten“.',
  'account.not_allowed': 'Dieses Konto hat keinen Zugang zu diesem Mesh. Fragen Sie den Betreiber.',
  'account.unavailable':
    'Der Anbieter Ihres Kontos antwortet nicht. Melden Sie sich mit Ihrem Schlüssel oder einem Passkey an.',
  'account.failed':
    'Der Anbieter Ihres Kontos hat Sie nicht angemeldet. Versuchen Sie es noch einmal, oder benutzen Sie Ihren Schlüssel.',
  'account.expired':
    'Das hat zu lange gedauert oder in einem anderen Browser begonnen. Versuchen Sie es noch einmal.',
};
