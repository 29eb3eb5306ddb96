const pairingId = '01933f5e-7c1a-7b3e-9d2f-4a5b6c7d8e9f';
const nodeId = '01933f5e-9f00-7c11-8a22-1b2c3d4e5f60';
const sessionId = '01933f5e-9f01-7d12-9b33-2c3d4e5f6071';
const peerTokenId = '01933f5e-9f02-7e13-8c44-3d4e5f607182';
const createdAt = '2026-01-15T10:00:00.000Z';
const expiresAt = '2026-01-15T10:05:00.000Z';
const token = 'q7Zt0vUuYp3mT2sRk9WjXbEo6LhNcGfA1dIiVyQxM4s';

const node = {
  id: nodeId,
  name: 'Tablet',
  role: 'device',
  ip: '192.168.1.42',
  port: null,
  platform: 'android',
  permissions: ['mesh:read', 'mesh:connect'],
  tags: ['kitchen'],
  tunnelAddress: 'fd5e:1c2a:90b3::8a2e:370:7334',
  wireguardKey: 'hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=',
  endpoints: ['192.168.1.42:51820'],
  createdAt,
  updatedAt: createdAt,
  lastSeenAt: null,
};

/** Examples of `/openapi.json`. Their secrets are made up. */
export const EXAMPLES = {
  started: {
    pairingId,
    token,
    userCode: 'WDJB-MJHT',
    qrUrl: `http://192.168.1.20:6969/join?token=${token}`,
    createdAt,
    expiresAt,
  },
  connected: { pairingId, pin: '482913', claimSecret: token, expiresAt, pollIntervalSeconds: 2 },
  verified: { success: true, pairingId, state: 'DeviceRegistered', nodeId, sessionId },
  pairing: {
    pairingId,
    state: 'DeviceConnected',
    label: 'Kitchen tablet',
    permissions: ['mesh:read', 'mesh:connect'],
    createdAt,
    expiresAt,
    device: { name: 'Tablet', ip: '192.168.1.42', platform: 'android', port: null, nodeId: null },
    attemptsLeft: 5,
    approval: null,
    otherNetwork: null,
    connectedAt: '2026-01-15T10:00:20.000Z',
    verifiedAt: null,
    registeredAt: null,
    failedAt: null,
    reason: null,
    stateAtFailure: null,
    nodeId: null,
    sessionId: null,
    contested: false,
    existingDevices: [],
    sequence: 3,
  },
  node,
  nodeDetails: {
    ...node,
    peerTokenExpiresAt: '2026-02-14T10:00:40.000Z',
    status: 'seen',
    peerTokens: [
      { id: peerTokenId, issuedAt: '2026-01-15T10:00:40.000Z', expiresAt: '2026-02-14T10:00:40.000Z' },
    ],
    sessions: [
      {
        id: sessionId,
        createdAt: '2026-01-15T10:00:40.000Z',
        lastUsedAt: null,
        expiresAt: '2026-04-15T10:00:40.000Z',
      },
    ],
  },
  refreshed: {
    peerToken: 'eyJhbGciOiJFZERTQSJ9.eyJqdGkiOiIwMTkzIn0.c2lnbmF0dXJl',
    tokenType: 'Bearer',
    expiresIn: 2592000,
    permissions: ['mesh:read', 'mesh:connect'],
  },
  introspection: {
    active: true,
    token_type: 'Bearer',
    token_use: 'peer',
    scope: 'mesh:read mesh:connect',
    sub: nodeId,
    jti: sessionId,
    iss: 'meshpair',
    aud: 'meshpair',
    iat: 1768471200,
    exp: 1771063200,
    owner_id: 'o1',
  },
} as const;
