/** A device that shows a code, or no PIN: the field for the code, and the decision. */
export const DEVICE_CODES = {
  'codes.label': 'Code on the screen of the device',
  'codes.go': 'Continue',
  'codes.back': 'Back',
  'codes.bad': 'A code has 8 letters, like WDJB-MJHT.',
  'approve.near': 'It’s on the same network as this console.',
  'approve.far':
    '<b>It’s on another network, so it can’t be let in.</b> Did somebody send you this code? Then deny it. If you expected this, allow it in Settings and have the device ask again.',
  'approve.farAllowed':
    '<b>It’s on another network.</b> Did somebody send you this code? Then deny it: they would get in.',
  'approve.byCode': 'It shows no PIN. Let it in only if you have just read the code from its own screen.',
  'approve.bySetupKey': 'It has one of your setup keys, which asks you first. It shows no PIN.',
  'approve.letIn': 'Let it in',
  'code.typed': 'No camera? Open <code>{host}/join</code> there and type <code>{typed}</code>.',
  'refusal.other_network': 'The device asked from another network. You can allow that in Settings.',
  'refusal.code_not_found': 'No device shows this code. Check it, or have the device show a new one.',
  'refusal.pin_required': 'The device shows a PIN: type it here.',
} as const;
