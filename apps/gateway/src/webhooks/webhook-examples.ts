const id = '01933f5e-a000-7a10-8b20-2c3d4e5f6071';
const createdAt = '2026-01-15T10:00:00.000Z';

const webhook = {
  id,
  url: 'https://example.org/hooks/meshpair',
  events: ['DeviceRegistered', 'NodeRemoved'],
  shape: 'cloudevents',
  hasToken: false,
  enabled: true,
  disabledReason: null,
  failingSince: null,
  previousSecretUntil: null,
  createdAt,
  updatedAt: createdAt,
} as const;

/** Examples of `/openapi.json`. Their secret is made up. */
export const WEBHOOK_EXAMPLES = {
  webhook,
  withSecret: { ...webhook, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=' },
  delivery: {
    id: '5f0c1a52-7c1e-4d0a-9c0e-2d6f1f7c9b11',
    eventId: '01933f5e-7c1a-7b3e-9d2f-4a5b6c7d8e9f.5',
    type: 'DeviceRegistered',
    state: 'delivered',
    attempts: 2,
    nextAttemptAt: null,
    lastAttemptAt: '2026-01-15T10:01:05.000Z',
    status: 204,
    answer: '',
    error: null,
    lastAttempts: [
      { at: '2026-01-15T10:01:00.000Z', status: null, error: 'no answer within 15 s' },
      { at: '2026-01-15T10:01:05.000Z', status: 204, error: null },
    ],
    createdAt: '2026-01-15T10:01:00.000Z',
  },
  replayed: { events: 12 },
} as const;
