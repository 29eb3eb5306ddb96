import type { Translated } from '../translated.js';

export const DEVICE_REFUSALS: Translated<'deviceRefusals'> = {
  'ended.denied.title': 'Der Besitzer hat abgelehnt',
  'ended.denied.text':
    'Dieses Gerät wurde nicht hereingelassen. War das ein Versehen? Bitten Sie den Besitzer um einen neuen QR-Code und scannen Sie ihn.',
  'ended.cancelled.title': 'Die Kopplung wurde abgebrochen',
  'ended.cancelled.text':
    'Der Besitzer hat sie beendet. Bitten Sie um einen neuen QR-Code und scannen Sie ihn.',
  'ended.expired.title': 'Die Zeit ist abgelaufen',
  'ended.expired.text':
    'Niemand hat die PIN rechtzeitig eingegeben. Bitten Sie den Besitzer um einen neuen QR-Code und scannen Sie ihn.',
  'ended.attempts_exceeded.title': 'Zu viele falsche PINs',
  'ended.attempts_exceeded.text':
    'Es wurde zu oft eine falsche PIN eingegeben, deshalb gilt dieser Code nicht mehr. Bitten Sie den Besitzer um einen neuen QR-Code und scannen Sie ihn.',
  'ended.ip_conflict.title': 'Ein anderes Gerät hat diese Adresse',
  'ended.ip_conflict.text':
    'Ein Knoten des Mesh hat im selben Moment die IP-Adresse dieses Geräts bekommen. Scannen Sie einen neuen QR-Code: Der Besitzer kann dann beide behalten oder den Knoten ersetzen.',
  'ended.device_limit.title': 'Das Mesh ist voll',
  'ended.device_limit.text':
    'Für ein weiteres Gerät ist kein Platz. Bitten Sie den Besitzer, eines zu entfernen, und scannen Sie dann einen neuen QR-Code.',
  'ended.setup_key_ended.title': 'Der Setup-Schlüssel dieses Geräts ist abgelaufen',
  'ended.setup_key_ended.text': 'Lassen Sie sich einen neuen geben und treten Sie noch einmal bei.',
  'ended.identity_mismatch.title': 'Dieses Gerät wurde nicht erkannt',
  'ended.identity_mismatch.text':
    'Es wollte ein Knoten sein, den das Mesh schon kennt, hat aber nicht dessen Schlüssel. Bitten Sie den Besitzer, den alten Knoten zu entfernen, und scannen Sie dann einen neuen QR-Code.',

  'stopped.invalid_request.title': 'Dieser Link ist unvollständig',
  'stopped.invalid_request.text': 'Scannen Sie den ganzen QR-Code noch einmal.',
  'stopped.unauthorized.title': 'Dieses Gerät gehört nicht zum Mesh',
  'stopped.unauthorized.text': 'Um beizutreten, scannen Sie den QR-Code, den der Besitzer Ihnen zeigt.',
  'stopped.forbidden.title': 'Das kam nicht von dieser Seite',
  'stopped.forbidden.text':
    'Es wurde nichts geändert. Öffnen Sie die Seite des Geräts und versuchen Sie es dort noch einmal.',
  'stopped.not_found.title': 'Hier wird gerade nichts gekoppelt',
  'stopped.not_found.text':
    'In diesem Browser läuft keine Kopplung. Scannen Sie den QR-Code, den der Besitzer Ihnen zeigt.',
  'stopped.token_not_found.title': 'Dieser Code ist hier nicht bekannt',
  'stopped.token_not_found.text':
    'Vielleicht ist er alt oder gehört zu einem anderen Mesh. Bitten Sie den Besitzer um einen neuen QR-Code und scannen Sie ihn.',
  'stopped.token_expired.title': 'Dieser Code ist abgelaufen',
  'stopped.token_expired.text':
    'Ein Code gilt nur ein paar Minuten. Bitten Sie den Besitzer um einen neuen QR-Code und scannen Sie ihn.',
  'stopped.already_connected.title': 'Dieser Code wurde schon benutzt',
  'stopped.already_connected.text':
    'Jeder Code gilt für ein Gerät. Gehört jenes Gerät nicht Ihnen, sagen Sie es dem Besitzer. Bitten Sie um einen neuen QR-Code und scannen Sie ihn.',
  'stopped.already_claimed.title': 'Gekoppelt, aber zu spät für diese Seite',
  'stopped.already_claimed.text':
    'Der Schlüssel des Geräts wurde schon ausgegeben oder hat hier zu lange gewartet. Bitten Sie den Besitzer, den Knoten zu entfernen, und scannen Sie dann einen neuen QR-Code.',
  'stopped.too_many_requests.title': 'Zu viele Versuche',
  'stopped.too_many_requests.text': 'Warten Sie eine Minute und versuchen Sie es dann noch einmal.',
  'stopped.service_unavailable.title': 'Das Mesh antwortet nicht',
  'stopped.service_unavailable.text': 'Vielleicht startet es gerade. Versuchen Sie es gleich noch einmal.',
  'stopped.internal_error.title': 'Etwas ist schiefgegangen',
  'stopped.internal_error.text': 'An Ihrem Gerät liegt es nicht. Versuchen Sie es noch einmal.',
  'stopped.over.title': 'Diese Kopplung ist beendet',
  'stopped.over.text': 'Bitten Sie den Besitzer um einen neuen QR-Code und scannen Sie ihn.',
};
