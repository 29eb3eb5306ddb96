// Follows the pairing of this page by its event stream. EventSource cannot send the claim secret, so fetch does.
const page = document.getElementById('pairing');
const { pairingId, claimSecret } = page.dataset;
page.removeAttribute('data-claim-secret');

const MESSAGES = {
  PinVerified: 'PIN accepted. Registering this device…',
  DeviceRegistered: 'Done: this device is a node of the mesh.',
};
const REASONS = {
  denied: 'The owner denied this device.',
  cancelled: 'The owner cancelled the pairing.',
  expired: 'The PIN has expired. Ask the owner for a new QR code.',
  attempts_exceeded: 'Too many wrong PINs. Ask the owner for a new QR code.',
  ip_conflict: 'Another device of the mesh has this IP address.',
  device_limit: 'The mesh is full.',
  identity_mismatch: 'This device does not prove that it is the node it says it is.',
};

const MAX_DELAY_MS = 15_000;
let lastEventId = '';
let isOver = false;

function show(event) {
  const status = document.getElementById('status');
  if (event.type === 'PairingFailed')
    status.textContent = REASONS[event.data.reason] ?? 'The pairing has failed.';
  else if (event.type in MESSAGES) status.textContent = MESSAGES[event.type];
  isOver = event.type === 'DeviceRegistered' || event.type === 'PairingFailed';
  if (isOver) page.className = event.type === 'DeviceRegistered' ? 'done' : 'failed';
}

function readBlock(block) {
  const fields = Object.fromEntries(
    block.split('\n').map((line) => [line.split(': ', 1)[0], line.replace(/^\w+: /, '')]),
  );
  if (fields.id) lastEventId = fields.id;
  if (fields.data) show(JSON.parse(fields.data));
}

async function follow() {
  const headers = {
    Authorization: `Bearer ${claimSecret}`,
    ...(lastEventId && { 'Last-Event-ID': lastEventId }),
  };
  const answer = await fetch(`/pairing/${pairingId}/events`, { headers, cache: 'no-store' });
  if (answer.status === 204 || (answer.status >= 400 && answer.status < 500)) isOver = true;
  if (answer.status !== 200) return;
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let rest = '', chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    const blocks = (rest + chunk.value).split('\n\n');
    rest = blocks.pop();
    blocks.forEach(readBlock);
  }
}

async function followToTheEnd() {
  for (let delay = 500; !isOver; delay = Math.min(delay * 2, MAX_DELAY_MS)) {
    await follow().catch(() => undefined);
    if (!isOver) await new Promise((resolve) => setTimeout(resolve, delay));
  }
}

const expires = document.getElementById('expires');
expires.textContent = new Date(expires.dateTime).toLocaleTimeString();
followToTheEnd();
