/** What went wrong, to the one who holds the device: what happened, and what to do now. */
export const DEVICE_REFUSALS = {
  'ended.denied.title': 'The owner said no',
  'ended.denied.text':
    'This device was not let in. Was that a mistake? Ask the owner for a new QR code and scan it.',
  'ended.cancelled.title': 'The pairing was cancelled',
  'ended.cancelled.text': 'The owner ended it. Ask for a new QR code and scan it.',
  'ended.expired.title': 'Time ran out',
  'ended.expired.text': 'Nobody typed the PIN in time. Ask the owner for a new QR code and scan it.',
  'ended.attempts_exceeded.title': 'Too many wrong PINs',
  'ended.attempts_exceeded.text':
    'A wrong PIN was typed too often, so this code no longer works. Ask the owner for a new QR code and scan it.',
  'ended.ip_conflict.title': 'Another device has this address',
  'ended.ip_conflict.text':
    'A node of the mesh took this device’s IP address at the same moment. Scan a new QR code: the owner can then keep both, or replace that node.',
  'ended.device_limit.title': 'The mesh is full',
  'ended.device_limit.text':
    'There’s no room for another device. Ask the owner to remove one, then scan a new QR code.',
  'ended.setup_key_ended.title': 'This device’s setup key has ended',
  'ended.setup_key_ended.text': 'Ask for another one, and join again.',
  'ended.identity_mismatch.title': 'This device wasn’t recognised',
  'ended.identity_mismatch.text':
    'It asked to be a node the mesh already knows, but without that node’s key. Ask the owner to remove the old node, then scan a new QR code.',

  'stopped.invalid_request.title': 'This link isn’t complete',
  'stopped.invalid_request.text': 'Scan the whole QR code again.',
  'stopped.unauthorized.title': 'This device isn’t in the mesh',
  'stopped.unauthorized.text': 'To join, scan the QR code that the owner shows you.',
  'stopped.forbidden.title': 'That didn’t come from this page',
  'stopped.forbidden.text': 'Nothing was changed. Open the device’s page and try again there.',
  'stopped.not_found.title': 'Nothing is being paired here',
  'stopped.not_found.text':
    'This browser has no pairing under way. Scan the QR code that the owner shows you.',
  'stopped.token_not_found.title': 'This code isn’t known here',
  'stopped.token_not_found.text':
    'It may be an old one, or belong to another mesh. Ask the owner for a new QR code and scan it.',
  'stopped.token_expired.title': 'This code has expired',
  'stopped.token_expired.text':
    'A code only works for a few minutes. Ask the owner for a new QR code and scan it.',
  'stopped.already_connected.title': 'This code was already used',
  'stopped.already_connected.text':
    'Each code works for one device. If that device isn’t yours, tell the owner. Ask for a new QR code and scan it.',
  'stopped.already_claimed.title': 'Paired, but too late for this page',
  'stopped.already_claimed.text':
    'The device’s key was already handed out, or waited here too long. Ask the owner to remove the node, then scan a new QR code.',
  'stopped.too_many_requests.title': 'Too many tries',
  'stopped.too_many_requests.text': 'Wait a minute, then try again.',
  'stopped.service_unavailable.title': 'The mesh isn’t responding',
  'stopped.service_unavailable.text': 'It may be starting. Try again in a moment.',
  'stopped.internal_error.title': 'Something went wrong',
  'stopped.internal_error.text': 'It isn’t your device’s fault. Try again.',
  'stopped.over.title': 'This pairing is over',
  'stopped.over.text': 'Ask the owner for a new QR code and scan it.',
} as const;
