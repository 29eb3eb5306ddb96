import type { Translated } from '../translated.js';

export const PAIRING: Translated<'pairing'> = {
  'signIn.title': 'Bei Ihrem Mesh anmelden',
  'signIn.key': 'Besitzerschlüssel',
  'signIn.hint':
    'Sie brauchen ihn in diesem Browser nur einmal. Meshpair hat ihn beim ersten Start im Terminal ausgegeben, zusammen mit einem Link, der Sie direkt anmeldet.',
  'signIn.wrongKey':
    'Dieser Schlüssel passt nicht zu diesem Mesh. Besitzerschlüssel beginnen mit mpo_; Ihren hat Meshpair beim ersten Start ausgegeben.',
  'signIn.button': 'Anmelden',
  'signIn.busy': 'Anmeldung läuft …',
  'signIn.expired': 'Ihre Sitzung ist abgelaufen. Melden Sie sich wieder an, um fortzufahren.',
  'signIn.linkExpired':
    'Dieser Anmeldelink wurde schon benutzt oder ist zu alt. Nehmen Sie Ihren Besitzerschlüssel oder starten Sie Meshpair neu, um einen neuen Link zu bekommen.',
  'signIn.signedOut': 'Sie sind abgemeldet.',

  'frame.skip': 'Direkt zum Koppeln',
  'frame.settings': 'Einstellungen',
  'frame.signOut': 'Abmelden',
  'frame.shortcuts': 'Tastenkürzel',
  'frame.away':
    '<b>Meshpair ist nicht erreichbar.</b> Vielleicht startet es gerade neu. Diese Seite versucht es weiter; gekoppelte Geräte bleiben gekoppelt.',
  'frame.security': 'Sicherheit der Verbindung',
  'frame.plainHttp':
    '<b>Diese Verbindung ist nicht verschlüsselt.</b> Andere in diesem Netz könnten mitlesen. Setzen Sie <code>TLS=self-signed</code>, bevor Sie in einem Netz koppeln, dem Sie nicht ganz vertrauen.',
  'frame.gotIt': 'Verstanden',
  'frame.loading': 'Wird geladen',

  'start.title': 'Ein Gerät hinzufügen',
  'start.scan': 'Code mit dem Gerät scannen',
  'start.shown': 'Das Gerät zeigt eine PIN',
  'start.type': 'PIN hier eingeben',
  'start.button': 'Gerät koppeln',
  'start.byCode': 'Ein Gerät zeigt einen Code',
  'start.busy': 'Code wird erstellt …',

  'code.title': 'Mit dem Gerät scannen',
  'code.lead':
    'Richten Sie die Kamera auf den Code, öffnen Sie den Link und tippen Sie auf die Schaltfläche.',
  'code.elsewhere': 'Dieser Code wurde woanders angezeigt',
  'code.elsewhereLead':
    'Ein Code wird nur einmal gezeigt, und zwar dort, wo die Kopplung begonnen wurde. Sobald ein Gerät ihn benutzt, können Sie es hier bestätigen.',
  'code.terminal': 'Dort nur ein Terminal?',
  'code.waiting': 'Warten auf ein Gerät',
  'code.cancel': 'Abbrechen',
  'code.picture': 'QR-Code, der die Beitrittsseite auf {host} öffnet',
  'code.enlarge': 'Code vergrößern',
  'code.enlarged': 'Der Code, vergrößert',
  'code.download': 'Code herunterladen',
  'code.close': 'Schließen',
  'code.link': 'Link zum Beitreten',
  'code.copy': 'Link kopieren',
  'code.copied': 'Kopiert',
  'code.opens': 'Öffnet',
  'code.otherNetwork':
    'Lässt sich der Link auf dem Gerät nicht öffnen? Wählen Sie das Netz, in dem es ist. Sie bekommen dann einen neuen Code.',
  'address.configured': 'die von Ihnen gesetzte Adresse',
  'address.lan': 'lokales Netz',
  'address.other': 'anderes Netz',
  'address.loopback': 'nur dieser Computer',

  'countdown.label': 'Gültig noch',
  'countdown.expired': 'Der Code ist abgelaufen.',
  'countdown.left': '{seconds, plural, one {Noch # Sekunde.} other {Noch # Sekunden.}}',

  'card.title': '<bdi>{name}</bdi> möchte beitreten',
  'card.pageTitle': '{name} möchte beitreten',
  'card.said': '{name} möchte beitreten. Geben Sie die PIN ein, die das Gerät zeigt.',
  'card.saidTaken': '{name} möchte beitreten. {taken}. Geben Sie die PIN ein, die das Gerät zeigt.',
  'card.platform': 'Plattform',
  'card.ip': 'IP-Adresse',
  'card.connected': 'Verbunden',
  'card.permissions': 'Darf dann',
  'card.unknown': 'Unbekannt',
  'card.contested':
    '<b>Ein anderes Gerät hat denselben Code benutzt.</b> Geben Sie nur die PIN des Geräts ein, das Sie in der Hand haben. Im Zweifel lehnen Sie ab und beginnen von vorn.',
  'card.known':
    '<b>Dieses Gerät gibt sich als <bdi>{name}</bdi> aus, das schon zu Ihrem Mesh gehört.</b> Wenn Sie es koppeln, bekommt es neue Token und die alten werden ungültig.',
  'card.pin': 'PIN auf dem Bildschirm von <bdi>{name}</bdi>',
  'card.pair': 'Koppeln',
  'card.pairing': 'Wird geprüft …',
  'card.deny': 'Ablehnen',
  'card.denying': 'Wird abgelehnt …',
  'pin.length': 'Die PIN hat 6 Ziffern.',
  'pin.zero': 'Eine PIN beginnt nie mit 0. Sehen Sie noch einmal auf dem Gerät nach.',
  'pin.wrong': 'Das ist nicht die PIN auf dem Gerät.',
  'pin.wrongLeft':
    'Das ist nicht die PIN auf dem Gerät. {left, plural, =0 {Sie haben keinen Versuch mehr.} =1 {Sie haben noch einen Versuch.} =2 {Sie haben noch zwei Versuche.} =3 {Sie haben noch drei Versuche.} =4 {Sie haben noch vier Versuche.} other {Sie haben noch # Versuche.}}',

  'taken.byOne': '{name} hat schon diese IP-Adresse',
  'taken.byMany': '{count, plural, one {# Gerät hat} other {# Geräte haben}} schon diese IP-Adresse',
  'taken.said': '{taken}. Wählen Sie, was geschehen soll, und koppeln Sie dann.',
  'taken.hint': 'Geräte hinter demselben Router oder Proxy teilen sich eine Adresse.',
  'taken.keep': '{count, plural, one {Beide behalten} other {Alle behalten}}',
  'taken.replace': '<bdi>{name}</bdi> ersetzen',
  'taken.joined': 'beigetreten {when}',

  'finishing.title': 'Die PIN stimmt',
  'finishing.text': 'Das Gerät wird hinzugefügt …',
  'outcome.paired': '<bdi>{name}</bdi> gehört jetzt zu <bdi>{mesh}</bdi>',
  'outcome.pairedSaid': '{name} gehört jetzt zu {mesh}',
  'outcome.pairedText': 'Den Rest erledigt das Gerät selbst. Sie können es weglegen.',
  'outcome.theDevice': 'Das Gerät',
  'outcome.another': 'Weiteres Gerät koppeln',
  'outcome.done': 'Fertig',
  'outcome.newCode': 'Neuen Code anzeigen',
  'outcome.close': 'Schließen',
  'outcome.notMe': 'Das war ich nicht',
};
