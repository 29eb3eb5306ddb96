import type { Translated } from '../translated.js';

export const REFUSALS: Translated<'refusals'> = {
  'failed.title': 'Kopplung fehlgeschlagen',
  'failed.text': 'Es wurde kein Gerät hinzugefügt.',
  'failed.denied.title': 'Gerät abgelehnt',
  'failed.denied.text': 'Es hat keinen Zugang bekommen, und sein Code gilt nicht mehr.',
  'failed.cancelled.title': 'Kopplung abgebrochen',
  'failed.cancelled.text': 'Der Code gilt nicht mehr.',
  'failed.expired.title': 'Der Code ist abgelaufen',
  'failed.expired.text':
    'Es wurde kein Gerät hinzugefügt. Codes gelten nur kurz, damit niemand sie später benutzen kann.',
  'failed.attempts_exceeded.title': 'Zu viele falsche PINs',
  'failed.attempts_exceeded.text':
    'Zur Sicherheit gilt dieser Code nicht mehr. Beginnen Sie von vorn und geben Sie die PIN ein, die das Gerät dann zeigt.',
  'failed.ip_conflict.title': 'Ein anderes Gerät hat diese IP-Adresse',
  'failed.ip_conflict.text':
    'Es wurde im selben Moment gekoppelt. Beginnen Sie von vorn, um beide zu behalten oder es zu ersetzen.',
  'failed.device_limit.title': 'Ihr Mesh ist voll',
  'failed.device_limit.text':
    'Die Höchstzahl der Geräte ist erreicht. Entfernen Sie ein Gerät oder erhöhen Sie MAX_DEVICES_PER_OWNER und beginnen Sie von vorn.',
  'failed.setup_key_ended.title': 'Sein Setup-Schlüssel ist abgelaufen',
  'failed.setup_key_ended.text':
    'Damit sind so viele Geräte beigetreten, wie dürfen, oder er wurde inzwischen widerrufen. Erstellen Sie einen neuen.',
  'failed.identity_mismatch.title': 'Das Gerät konnte sich nicht ausweisen',
  'failed.identity_mismatch.text':
    'Es gibt sich als Knoten Ihres Mesh aus, hat aber nicht dessen Schlüssel. Gehört es Ihnen, entfernen Sie zuerst den alten Knoten.',

  'refusal.offline': 'Meshpair ist nicht erreichbar. Versuchen Sie es gleich noch einmal.',
  'refusal.service_unavailable':
    'Ein Teil von Meshpair startet gerade neu. Versuchen Sie es gleich noch einmal.',
  'refusal.unauthorized': 'Ihre Sitzung ist abgelaufen. Melden Sie sich wieder an.',
  'refusal.ip_conflict':
    'Ein anderes Gerät hat gerade diese IP-Adresse bekommen. Beginnen Sie mit einem neuen Code von vorn.',
  'refusal.device_limit': 'Ihr Mesh hat die Höchstzahl der Geräte erreicht. Entfernen Sie zuerst ein Gerät.',
  'refusal.webhook_limit': 'Sie haben die Höchstzahl der Webhooks erreicht. Entfernen Sie zuerst einen.',
  'refusal.identity_mismatch':
    'Es gibt schon einen Knoten mit dieser Identität, und das Gerät konnte nicht beweisen, dass es derselbe ist.',
  'refusal.attempts_exceeded': 'Zu viele falsche PINs. Beginnen Sie mit einem neuen Code von vorn.',
  'refusal.token_expired': 'Der Code ist abgelaufen. Beginnen Sie mit einem neuen von vorn.',
  'refusal.not_found': 'Das gibt es nicht mehr.',
  'refusal.conflict': 'Das wurde gleichzeitig an anderer Stelle geändert. Versuchen Sie es noch einmal.',
  'refusal.too_many_requests': 'Zu viele Versuche. Warten Sie eine Minute und versuchen Sie es noch einmal.',
  'refusal.tooManyFor': 'Zu viele Versuche. Versuchen Sie es in {wait} noch einmal.',
  'refusal.invalid_request': 'Mit diesen Angaben stimmt etwas nicht.',
  'refusal.field': 'Mit diesen Angaben stimmt etwas nicht: {wrong}',
  'refusal.invalid_pin': 'Das ist nicht die PIN auf dem Gerät.',
  'refusal.forbidden': 'Das dürfen Sie nicht.',
  'refusal.passkeys_unavailable':
    'Unter dieser Adresse gibt es keine Passkeys. Sie brauchen einen Namen und HTTPS.',
  'refusal.passkey_required': 'Dafür ist Ihr Passkey nötig.',
  'refusal.invalid_dpop_proof': 'Das Gerät konnte seinen Schlüssel nicht beweisen.',
  'refusal.token_not_found': 'Dieser Code ist hier nicht bekannt.',
  'refusal.method_not_allowed': 'Das geht hier nicht.',
  'refusal.already_connected': 'Ein Gerät hat diesen Code schon benutzt.',
  'refusal.invalid_transition': 'Dafür ist es zu spät: Die Kopplung ist schon weiter.',
  'refusal.not_registered_yet': 'Das Gerät ist noch nicht registriert. Versuchen Sie es gleich noch einmal.',
  'refusal.already_claimed': 'Das Gerät hat seine Token schon.',
  'refusal.cursor_expired': 'Diese Liste hat sich geändert. Beginnen Sie wieder auf der ersten Seite.',
  'refusal.payload_too_large': 'Das ist zu viel Text.',
  'refusal.unsupported_media_type':
    'Meshpair kann nicht lesen, was diese Seite gesendet hat. Laden Sie die Seite neu.',
  'refusal.misdirected_request':
    'Diese Adresse gehört nicht zu Ihrem Mesh. Öffnen Sie die Konsole unter ihrer eigenen Adresse.',
  'refusal.internal_error': 'In Meshpair ist etwas schiefgegangen. Versuchen Sie es noch einmal.',
};
