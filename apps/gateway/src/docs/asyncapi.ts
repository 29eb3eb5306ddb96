import type { z } from 'zod';
import {
  CloudEvent,
  type Command,
  EVENT_DATA,
  EVENT_STREAM,
  eventSubject,
  MESH_EVENT_DATA,
  MeshCloudEvent,
  pairingCommands,
  Problem,
  registryCommands,
  webhookCommands,
} from '@meshpair/contracts';
import { EVENT_TYPES, MESH_EVENT_TYPES } from '@meshpair/domain';
import { inEnglish } from '@meshpair/words/catalogues';
import { VERSION } from '../own-package.js';
import { Components, type JsonSchema } from './components.js';
import { openToMore } from './event-schemas.js';

interface Parts {
  readonly channels: Record<string, JsonSchema>;
  readonly operations: Record<string, JsonSchema>;
  readonly messages: Record<string, JsonSchema>;
}

/** The AsyncAPI 3 document of the events and of the commands, made from the schemas that they are made and checked by. */
export function asyncApi(): JsonSchema {
  const components = new Components();
  const parts: Parts = { channels: {}, operations: {}, messages: {} };
  for (const type of EVENT_TYPES) addEvent(parts, components, type, CloudEvent, EVENT_DATA[type]);
  for (const type of MESH_EVENT_TYPES)
    addEvent(parts, components, type, MeshCloudEvent, MESH_EVENT_DATA[type]);
  for (const command of [pairingCommands, registryCommands, webhookCommands].flatMap(Object.values<unknown>))
    if (isCommand(command)) addCommand(parts, components, command);
  const { channels, operations, messages } = parts;
  return {
    asyncapi: '3.1.0',
    id: 'urn:meshpair',
    info: {
      title: 'Meshpair',
      version: VERSION,
      description:
        `Events of pairings and of the mesh, in the JetStream stream ${EVENT_STREAM}, and the commands between the services. ` +
        'A reader of events passes over types and fields that it does not know.',
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
      contact: { name: 'Whoever runs this mesh' },
    },
    defaultContentType: 'application/json',
    servers: { nats: { host: 'localhost:4222', protocol: 'nats', description: 'nats-server of the mesh' } },
    channels,
    operations,
    components: { messages, schemas: components.schemas },
  };
}

/** An event of a type: the envelope of its kind, with that type and its data. */
function addEvent(
  { channels, operations, messages }: Parts,
  components: Components,
  type: (typeof EVENT_TYPES | typeof MESH_EVENT_TYPES)[number],
  envelope: z.ZodType,
  data: z.ZodType,
): void {
  const told = openToMore(components.add(data, 'input'));
  const own = { type: 'object', properties: { type: { const: type }, data: told } };
  messages[type] = {
    name: type,
    title: inEnglish(`event.${type}`),
    contentType: 'application/cloudevents+json',
    payload: { allOf: [components.add(envelope, 'input'), own] },
  };
  channels[type] = {
    address: eventSubject(type, '{subject}'),
    parameters: {
      subject: {
        description: 'What it is about: a pairing, a node, an owner’s key, a webhook, or the owner',
      },
    },
    messages: { [type]: { $ref: `#/components/messages/${type}` } },
  };
  operations[`send${type}`] = {
    action: 'send',
    title: inEnglish(`event.${type}`),
    channel: { $ref: `#/channels/${type}` },
    messages: [{ $ref: `#/channels/${type}/messages/${type}` }],
  };
}

/** A request to one replica of a service, and its reply: the answer, or a problem. */
function addCommand(
  { channels, operations, messages }: Parts,
  components: Components,
  { subject, request, answer }: Command<unknown, unknown>,
): void {
  const name = subject.replaceAll('.', '-');
  const [asked, told] = [`${name}-request`, `${name}-reply`];
  const accepted = { ok: { const: true }, value: components.add(answer, 'output') };
  const refused = { ok: { const: false }, error: components.add(REFUSAL, 'output') };
  messages[asked] = {
    name: asked,
    payload: packet({ pattern: { const: subject }, data: components.add(request, 'input') }),
  };
  messages[told] = {
    name: told,
    payload: packet({ response: { oneOf: [accepted, refused].map(objectOf) }, isDisposed: { const: true } }),
  };
  for (const [message, address] of [
    [asked, subject],
    [told, null],
  ] as const)
    channels[message] = { address, messages: { [message]: { $ref: `#/components/messages/${message}` } } };
  operations[name] = {
    action: 'receive',
    channel: { $ref: `#/channels/${asked}` },
    messages: [{ $ref: `#/channels/${asked}/messages/${asked}` }],
    reply: {
      address: { location: '$message.header#/reply-to', description: 'The inbox of whoever asks' },
      channel: { $ref: `#/channels/${told}` },
      messages: [{ $ref: `#/channels/${told}/messages/${told}` }],
    },
  };
}

const objectOf = (properties: JsonSchema): JsonSchema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
});

/** What Nest's NATS transport sends. */
const packet = (properties: JsonSchema): JsonSchema => objectOf({ ...properties, id: { type: 'string' } });

/** A refusal is less than the problem that the gateway makes of it. */
const REFUSAL = Problem.partial().required({ code: true });

const isCommand = (value: unknown): value is Command<unknown, unknown> =>
  typeof value === 'object' && value !== null && 'subject' in value && 'request' in value;
