import type { Translated } from '../translated.js';

export const DEVICE_CODES: Translated<'deviceCodes'> = {
  'codes.label': 'Code auf dem Bildschirm des Geräts',
  'codes.go': 'Weiter',
  'codes.back': 'Zurück',
  'codes.bad': 'Ein Code hat 8 Buchstaben, wie WDJB-MJHT.',
  'approve.near': 'Es ist im selben Netz wie diese Konsole.',
  'approve.far':
    '<b>Es ist in einem anderen Netz und kann darum nicht zugelassen werden.</b> Hat Ihnen jemand diesen Code geschickt? Dann lehnen Sie ab. Haben Sie es so erwartet, dann erlauben Sie es in den Einstellungen und lassen das Gerät noch einmal fragen.',
  'approve.farAllowed':
    '<b>Es ist in einem anderen Netz.</b> Hat Ihnen jemand diesen Code geschickt? Dann lehnen Sie ab, sonst kommt er herein.',
  'approve.byCode':
    'Es zeigt keine PIN. Lassen Sie es nur zu, wenn Sie den Code gerade auf seinem eigenen Bildschirm gelesen haben.',
  'approve.bySetupKey':
    'Es hat einen Ihrer Setup-Schlüssel, der zuerst bei Ihnen nachfragt. Es zeigt keine PIN.',
  'approve.letIn': 'Zulassen',
  'code.typed':
    'Keine Kamera? Öffnen Sie dort <code>{host}/join</code> und geben Sie <code>{typed}</code> ein.',
  'refusal.other_network':
    'Das Gerät hat aus einem anderen Netz gefragt. In den Einstellungen können Sie das erlauben.',
  'refusal.code_not_found':
    'Kein Gerät zeigt diesen Code. Prüfen Sie ihn oder lassen Sie sich einen neuen anzeigen.',
  'refusal.pin_required': 'Das Gerät zeigt eine PIN an: Geben Sie sie hier ein.',
};
