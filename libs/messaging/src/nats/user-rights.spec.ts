import { AUDIT_STREAM, EVENT_STREAM, ORIGIN_API, ORIGIN_DELIVERY } from '@meshpair/contracts';
import type { NatsUser } from '@meshpair/servers';

export const EVENT = 'meshpair.events.PinVerified.some-pairing';
export const API = '$JS.API';
const DURABLE = `${EVENT_STREAM}.registry-pin-verified`;

/** What is the keeper's alone: making streams and consumers, and changing them. */
const OF_THE_KEEPER: readonly string[] = [
  `${API}.STREAM.CREATE.${EVENT_STREAM}`,
  `${API}.STREAM.UPDATE.${EVENT_STREAM}`,
  `${API}.STREAM.UPDATE.MESHPAIR_DEAD_LETTERS`,
  `${API}.STREAM.PURGE.${EVENT_STREAM}`,
  `${API}.STREAM.DELETE.${EVENT_STREAM}`,
  `${API}.STREAM.MSG.GET.${EVENT_STREAM}`,
  `${API}.STREAM.MSG.DELETE.${EVENT_STREAM}`,
  `${API}.STREAM.SNAPSHOT.${EVENT_STREAM}`,
  `${API}.STREAM.RESTORE.${EVENT_STREAM}`,
  `${API}.DIRECT.GET.${EVENT_STREAM}`,
  `${API}.CONSUMER.CREATE.${DURABLE}.registry.>`,
  `${API}.CONSUMER.CREATE.${EVENT_STREAM}.pairing-registrations-PairingFailed.registry.>`,
  `${API}.CONSUMER.CREATE.${EVENT_STREAM}.other.>`,
  `${API}.CONSUMER.CREATE.${EVENT_STREAM}`,
  `${API}.CONSUMER.DURABLE.CREATE.${EVENT_STREAM}.other`,
  `${API}.CONSUMER.LIST.${EVENT_STREAM}`,
];

/** What a user may send, and what it may not. */
export const PUBLISH: Readonly<Record<NatsUser, { allowed: readonly string[]; refused: readonly string[] }>> =
  {
    keeper: {
      allowed: [
        `${API}.STREAM.INFO.${EVENT_STREAM}`,
        `${API}.CONSUMER.INFO.${DURABLE}`,
        'meshpair.copystate',
      ],
      refused: [
        EVENT,
        'pairing.verify',
        'registry.node.remove',
        `${API}.STREAM.PURGE.${EVENT_STREAM}`,
        `${API}.STREAM.DELETE.${EVENT_STREAM}`,
        `${API}.STREAM.CREATE.OTHER`,
        `${API}.STREAM.MSG.GET.${EVENT_STREAM}`,
        `${API}.CONSUMER.MSG.NEXT.${DURABLE}`,
        `${API}.CONSUMER.CREATE.${EVENT_STREAM}.other.>`,
      ],
    },
    gateway: {
      allowed: ['pairing.verify', 'registry.owner.authenticate'],
      refused: [
        EVENT,
        'pairing.changed.batch',
        'meshpair.wake.pairing',
        `${API}.STREAM.INFO.${EVENT_STREAM}`,
      ],
    },
    pairing: {
      allowed: [
        EVENT,
        'pairing.changed.batch',
        'meshpair.wake.pairing',
        'registry.node.at',
        `${API}.CONSUMER.INFO.${EVENT_STREAM}.pairing-registrations-PairingFailed`,
      ],
      refused: [
        ...OF_THE_KEEPER,
        'meshpair.events.DeviceRegistered.p',
        'registry.node.get',
        'registry.node.list',
        'registry.node.remove',
        'pairing.verify',
        '_INBOX.gateway.guess.1',
        `${API}.STREAM.PURGE.${EVENT_STREAM}`,
        `${API}.STREAM.DELETE.${EVENT_STREAM}`,
        `${API}.STREAM.CREATE.OTHER`,
        `${API}.STREAM.MSG.GET.${EVENT_STREAM}`,
        `${API}.CONSUMER.MSG.NEXT.${EVENT_STREAM}.pairing-registrations-PairingFailed`,
        `${API}.CONSUMER.DELETE.${DURABLE}`,
        `$JS.ACK.${EVENT_STREAM}.pairing-registrations-PairingFailed.1.1.1.1.1`,
      ],
    },
    'pairing-events': {
      allowed: [
        `${API}.CONSUMER.INFO.${EVENT_STREAM}.pairing-registrations-PairingFailed`,
        `$JS.ACK.${EVENT_STREAM}.pairing-registrations-PairingFailed.1.1.1.1.1`,
        `$JS.ACK._.ACCOUNT.${EVENT_STREAM}.pairing-registrations-PairingFailed.1.1.1.1.1.x`,
      ],
      refused: [
        ...OF_THE_KEEPER,
        EVENT,
        'pairing.changed.batch',
        'pairing.verify',
        'registry.node.at',
        '_INBOX.gateway.guess.1',
        `${API}.CONSUMER.MSG.NEXT.${DURABLE}`,
        `${API}.CONSUMER.DELETE.${DURABLE}`,
        `$JS.ACK.${DURABLE}.1.1.1.1.1`,
        `$JS.ACK._.ACCOUNT.${DURABLE}.1.1.1.1.1.x`,
      ],
    },
    registry: {
      allowed: [
        'meshpair.events.DeviceRegistered.p',
        'meshpair.events.PairingFailed.p',
        'meshpair.wake.registry',
        `${API}.CONSUMER.INFO.${DURABLE}`,
      ],
      refused: [
        ...OF_THE_KEEPER,
        EVENT,
        'pairing.verify',
        'pairing.changed.batch',
        'registry.node.remove',
        '_INBOX.gateway.guess.1',
        `${API}.STREAM.PURGE.${EVENT_STREAM}`,
        `${API}.CONSUMER.MSG.NEXT.${DURABLE}`,
        `$JS.ACK.${DURABLE}.1.1.1.1.1`,
        `${API}.CONSUMER.CREATE.${EVENT_STREAM}.other.>`,
      ],
    },
    'registry-events': {
      allowed: [
        `${API}.CONSUMER.INFO.${DURABLE}`,
        `$JS.ACK.${DURABLE}.1.1.1.1.1`,
        `$JS.ACK._.ACCOUNT.${DURABLE}.1.1.1.1.1.x`,
      ],
      refused: [
        ...OF_THE_KEEPER,
        EVENT,
        'meshpair.events.DeviceRegistered.p',
        'pairing.verify',
        'registry.node.remove',
        '_INBOX.gateway.guess.1',
        `${API}.CONSUMER.MSG.NEXT.${EVENT_STREAM}.pairing-registrations-PairingFailed`,
        `$JS.ACK.${EVENT_STREAM}.pairing-registrations-PairingFailed.1.1.1.1.1`,
      ],
    },
    cleanup: {
      allowed: ['pairing.changed.batch', 'meshpair.wake.pairing'],
      refused: [EVENT, 'pairing.cancel', 'registry.node.remove', `${API}.STREAM.INFO.${EVENT_STREAM}`],
    },
    webhooks: {
      allowed: ['pairing.audit', 'meshpair.wake.registry', `${API}.CONSUMER.INFO.${EVENT_STREAM}.webhooks`],
      refused: [
        ...OF_THE_KEEPER,
        EVENT,
        'meshpair.events.WebhookDisabled.w',
        'meshpair.events.DeviceRegistered.p',
        'pairing.verify',
        'registry.node.remove',
        'webhooks.create',
        'mesh.changed.o',
        '_INBOX.gateway.guess.1',
        `${API}.CONSUMER.MSG.NEXT.${EVENT_STREAM}.webhooks`,
        `$JS.ACK.${EVENT_STREAM}.webhooks.1.1.1.1.1`,
      ],
    },
    'webhooks-events': {
      allowed: [
        `${API}.CONSUMER.INFO.${EVENT_STREAM}.webhooks`,
        `$JS.ACK.${EVENT_STREAM}.webhooks.1.1.1.1.1`,
        `$JS.ACK._.ACCOUNT.${EVENT_STREAM}.webhooks.1.1.1.1.1.x`,
      ],
      refused: [
        ...OF_THE_KEEPER,
        EVENT,
        'pairing.audit',
        'meshpair.wake.registry',
        '_INBOX.gateway.guess.1',
        `${API}.CONSUMER.MSG.NEXT.${DURABLE}`,
        `$JS.ACK.${DURABLE}.1.1.1.1.1`,
      ],
    },
    audit: {
      allowed: [],
      refused: [
        EVENT,
        'pairing.verify',
        'registry.node.remove',
        'pairing.changed.batch',
        'meshpair.wake.pairing',
        '_INBOX.gateway.guess.1',
        `${API}.STREAM.INFO.${EVENT_STREAM}`,
        `${API}.STREAM.PURGE.${EVENT_STREAM}`,
        `${API}.STREAM.DELETE.${EVENT_STREAM}`,
        `${API}.STREAM.MSG.DELETE.${EVENT_STREAM}`,
        `${API}.CONSUMER.CREATE.${EVENT_STREAM}.mine.>`,
        `${API}.CONSUMER.MSG.NEXT.${DURABLE}`,
        `$JS.ACK.${DURABLE}.1.1.1.1.1`,
      ],
    },
    'keeper-mirror': {
      allowed: [`${API}.STREAM.INFO.${AUDIT_STREAM}`, `${API}.CONSUMER.INFO.${AUDIT_STREAM}.auditor-one`],
      refused: [
        EVENT,
        'pairing.verify',
        `${API}.STREAM.INFO.${EVENT_STREAM}`,
        `${API}.STREAM.PURGE.${AUDIT_STREAM}`,
        `${API}.STREAM.CREATE.OTHER`,
        `${API}.STREAM.MSG.GET.${AUDIT_STREAM}`,
        `${API}.CONSUMER.MSG.NEXT.${AUDIT_STREAM}.auditor-one`,
        `${API}.CONSUMER.CREATE.${AUDIT_STREAM}`,
        `${ORIGIN_API}.CONSUMER.CREATE.${EVENT_STREAM}`,
        `${ORIGIN_DELIVERY}.x`,
        `$JS.FC.${EVENT_STREAM}.x`,
      ],
    },
  };

/** What a user may listen to, and what it may not. */
export const SUBSCRIBE: typeof PUBLISH = {
  keeper: { allowed: [], refused: ['pairing.*', 'registry.>', '_INBOX.>', 'meshpair.events.>', '>'] },
  gateway: {
    allowed: ['pairing.changed.batch', 'meshpair.copystate'],
    refused: ['pairing.*', 'registry.>', '_INBOX.>', '>'],
  },
  pairing: {
    allowed: ['pairing.*', 'meshpair.wake.pairing'],
    refused: ['registry.>', '_INBOX.gateway.>', 'meshpair.events.>', '>'],
  },
  registry: {
    allowed: ['registry.>', 'meshpair.wake.registry'],
    refused: ['pairing.*', '_INBOX.gateway.>', 'meshpair.events.>', '>'],
  },
  'pairing-events': { allowed: [], refused: ['pairing.*', '_INBOX.pairing.>', 'meshpair.events.>', '>'] },
  'registry-events': { allowed: [], refused: ['registry.>', '_INBOX.registry.>', 'meshpair.events.>', '>'] },
  cleanup: { allowed: [], refused: ['pairing.*', 'registry.>', '_INBOX.>', 'meshpair.events.>', '>'] },
  webhooks: {
    allowed: ['webhooks.*'],
    refused: ['pairing.*', 'registry.>', '_INBOX.gateway.>', 'meshpair.events.>', '>'],
  },
  'webhooks-events': { allowed: [], refused: ['webhooks.*', '_INBOX.webhooks.>', 'meshpair.events.>', '>'] },
  audit: {
    allowed: ['meshpair.events.>'],
    refused: [
      'pairing.>',
      'pairing.changed.batch',
      'registry.>',
      '_INBOX.>',
      'meshpair.deadletter.>',
      '$JS.>',
      '>',
    ],
  },
  'keeper-mirror': {
    allowed: [],
    refused: ['meshpair.events.>', '_INBOX.>', '$JS.>', `${ORIGIN_DELIVERY}.>`, '>'],
  },
};
