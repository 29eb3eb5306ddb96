/** Signing in by a passkey or an account, and the touch that a PIN may take. */
export const SIGN_IN = {
  'signIn.byPasskey': 'Use a passkey',
  'signIn.byAccount': 'Sign in with {provider}',

  'offer.title': 'Passkey',
  'offer.text':
    '<b>Sign in without your key next time:</b> with this device’s fingerprint reader, camera or screen lock.',
  'offer.add': 'Add a passkey',
  'offer.later': 'Not now',
  'offer.added': 'The passkey is added. It signs you in from now on.',

  'passkey.unknown': 'This mesh doesn’t know that passkey. Use your key.',
  'passkey.unsupported': 'This browser doesn’t support passkeys.',
  'passkey.already': 'This device already has a passkey for this mesh.',
  'passkey.notGiven': 'No passkey was used. Try again, or use your key.',
  'passkey.notTouched': 'No passkey was used, so nothing was changed. Try again.',

  'account.linked': 'The account is linked. It signs you in from now on.',
  'account.linked_elsewhere':
    'The account wasn’t linked: it’s linked already, or you took too long. Try again.',
  'account.not_linked':
    'Nobody in this mesh has linked that account. Sign in with your key, then link it in the settings under “Linked accounts”.',
  'account.not_allowed': 'That account isn’t allowed into this mesh. Ask whoever runs it.',
  'account.unavailable': 'The provider of your account isn’t responding. Sign in with your key or a passkey.',
  'account.failed': 'The provider of your account didn’t sign you in. Try again, or use your key.',
  'account.expired': 'That took too long, or was started in another browser. Try again.',
} as const;
