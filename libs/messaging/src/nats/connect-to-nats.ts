import { connect, type NatsConnection } from '@nats-io/transport-node';
import { natsConnectionOptions } from './nats-connection-options.js';

/** A connection of one's own, outside of a Nest application; the caller closes it. */
export const connectToNats = (natsUrl: string, name: string): Promise<NatsConnection> =>
  connect(natsConnectionOptions(natsUrl, name));
