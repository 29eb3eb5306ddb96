import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

const INBOX = '_INBOX.supervisor';

/**
 * Asks JetStream about the account, over a connection of its own: nats-server itself goes on answering when JetStream
 * has given up. https://docs.nats.io/reference/reference-protocols/nats-protocol
 */
export async function askJetStream(url: string, signal: AbortSignal): Promise<void> {
  const { hostname, port, username, password } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), signal });
  socket.on('error', () => undefined);
  try {
    await once(socket, 'connect', { signal });
    const options = { user: username, pass: password, verbose: false, headers: true, no_responders: true };
    socket.write(
      `CONNECT ${JSON.stringify(options)}\r\nSUB ${INBOX} 1\r\nPUB $JS.API.INFO ${INBOX} 0\r\n\r\n`,
    );
    for await (const line of createInterface({ input: socket })) {
      if (line.startsWith('-ERR')) throw new Error(`nats-server says ${line}`);
      if (line.startsWith('HMSG')) throw new Error('JetStream is not available');
      if (!line.startsWith('{')) continue;
      const { error } = JSON.parse(line) as { readonly error?: { readonly description?: string } };
      if (error === undefined) return;
      throw new Error(`JetStream says ${error.description ?? 'that it has failed'}`);
    }
    throw new Error('nats-server closed the connection');
  } finally {
    socket.destroy();
  }
}
