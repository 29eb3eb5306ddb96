/** The settings of passkeys, linked accounts and touches. */
export const SIGN_IN_SETTINGS = {
  'passkeys.title': 'Passkeys',
  'passkeys.hint':
    'Sign in with your fingerprint, face or screen lock. If you lose a passkey, your key still works.',
  'passkeys.none': 'None yet.',
  'passkeys.elsewhere': 'Passkeys for this mesh work at <place>{origin}</place>. Open the console there.',
  'passkeys.nowhere':
    'Passkeys need an address with a name and HTTPS, and this mesh has none. Set <code>PUBLIC_URL</code> to one like <code>https://mesh.example</code>, with a certificate, <code>TLS=self-signed</code> or a proxy in front, and open the console there. Until then, use your key.',
  'passkeys.add': 'Add a passkey',
  'passkeys.name': 'Name of the passkey',
  'passkeys.example': 'My laptop',
  'passkeys.added': 'The passkey {name} is added.',
  'passkeys.line':
    'Added <added></added> at <host>{at}</host>, {used, select, yes {last used <last></last>} other {not used yet}}{synced, select, yes {, synced across your devices} other {}}',
  'passkeys.of': 'passkey {name}',
  'passkeys.removed': 'The passkey {name} is removed, and the consoles it opened are signed out.',

  'accounts.title': 'Linked accounts',
  'accounts.hint':
    'Sign in with an account of <bdi>{provider}</bdi>. If that’s down, your key and passkeys still work.',
  'accounts.none': 'None yet.',
  'accounts.link': 'Link an account',
  'accounts.go': 'Go to {provider}',
  'accounts.line':
    '<issuer>{host}</issuer>, linked <linked></linked>, {used, select, yes {last used <last></last>} other {not used yet}}',
  'accounts.unlink': 'Unlink',
  'accounts.of': 'account {label}',
  'accounts.unlinked': 'The account {label} is unlinked, and the consoles it opened are signed out.',

  'deviceCodes.title': 'Codes that devices show',
  'deviceCodes.hint':
    'A device can show a code for you to type under “A device shows a code”. Scammers send such codes too: allow no more than you need.',
  'deviceCodes.otherNetworks': 'Let in devices on other networks than the console',
  'deviceCodes.fillFromLink': 'Fill in the code from a link',
  'deviceCodes.saved': 'Saved.',

  'touch.title': 'Ask for a passkey before a device is let in?',
  'touch.never': 'No',
  'touch.console': 'In the console',
  'touch.always': 'Always: a key alone can’t confirm a PIN',
  'touch.hint':
    'Nobody can pair a device at a console you left open. Each change takes a touch; if you lose your passkey, whoever runs the mesh can turn this off.',
  'touch.isOff': 'Confirming a PIN no longer takes a passkey.',
  'touch.isOn': 'Confirming a PIN now takes a touch of a passkey.',
} as const;
