import type { Translated } from '../translated.js';

export const SIGN_IN_SETTINGS: Translated<'signInSettings'> = {
  'passkeys.title': 'Passkeys',
  'passkeys.hint':
    'Melden Sie sich mit Fingerabdruck, Gesicht oder Displaysperre an. Geht ein Passkey verloren, hilft Ihr Schlüssel.',
  'passkeys.none': 'Noch keine.',
  'passkeys.elsewhere':
    'Passkeys für dieses Mesh gibt es unter <place>{origin}</place>. Öffnen Sie die Konsole dort.',
  'passkeys.nowhere':
    'Passkeys brauchen eine Adresse mit Namen und HTTPS, und dieses Mesh hat keine. Setzen Sie <code>PUBLIC_URL</code> auf eine wie <code>https://mesh.example</code>, mit Zertifikat, <code>TLS=self-signed</code> oder einem Proxy davor, und öffnen Sie die Konsole dort. Bis dahin benutzen Sie Ihren Schlüssel.',
  'passkeys.add': 'Passkey hinzufügen',
  'passkeys.name': 'Name des Passkeys',
  'passkeys.example': 'Mein Laptop',
  'passkeys.added': 'Der Passkey {name} ist hinzugefügt.',
  'passkeys.line':
    'Hinzugefügt <added></added> unter <host>{at}</host>, {used, select, yes {zuletzt benutzt <last></last>} other {noch nicht benutzt}}{synced, select, yes {, auf Ihren Geräten synchronisiert} other {}}',
  'passkeys.of': 'den Passkey {name}',
  'passkeys.removed': 'Der Passkey {name} ist entfernt, und die mit ihm geöffneten Konsolen sind abgemeldet.',

  'accounts.title': 'Verknüpfte Konten',
  'accounts.hint':
    'Melden Sie sich mit einem Konto bei <bdi>{provider}</bdi> an. Fällt der Anbieter aus, helfen Schlüssel und Passkeys.',
  'accounts.none': 'Noch keine.',
  'accounts.link': 'Konto verknüpfen',
  'accounts.go': 'Weiter zu {provider}',
  'accounts.line':
    '<issuer>{host}</issuer>, verknüpft <linked></linked>, {used, select, yes {zuletzt benutzt <last></last>} other {noch nicht benutzt}}',
  'accounts.unlink': 'Trennen',
  'accounts.of': 'das Konto {label}',
  'accounts.unlinked': 'Das Konto {label} ist getrennt, und die mit ihm geöffneten Konsolen sind abgemeldet.',

  'deviceCodes.title': 'Codes auf Geräten',
  'deviceCodes.hint':
    'Ein Gerät kann einen Code zeigen, den Sie unter „Ein Gerät zeigt einen Code“ eingeben. Auch Betrüger verschicken solche Codes: Erlauben Sie nicht mehr, als Sie brauchen.',
  'deviceCodes.otherNetworks': 'Geräte in anderen Netzen als dem der Konsole zulassen',
  'deviceCodes.fillFromLink': 'Den Code aus einem Link eintragen',
  'deviceCodes.saved': 'Gespeichert.',

  'touch.title': 'Nach einem Passkey fragen, bevor ein Gerät eingelassen wird?',
  'touch.never': 'Nein',
  'touch.console': 'In der Konsole',
  'touch.always': 'Immer: Ein Schlüssel allein kann keine PIN bestätigen',
  'touch.hint':
    'So koppelt niemand ein Gerät an einer Konsole, die Sie offen gelassen haben. Jede Änderung braucht einen Passkey. Geht er verloren, kann der Betreiber des Mesh dies abschalten.',
  'touch.isOff': 'PINs lassen sich wieder ohne Passkey bestätigen.',
  'touch.isOn': 'PINs werden jetzt nur noch mit einem Passkey bestätigt.',
};
