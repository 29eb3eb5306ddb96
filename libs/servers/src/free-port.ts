import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** A TCP port that nothing listens on at this moment. */
export function freePort(host = '127.0.0.1'): Promise<number> {
  return listenOnce(0, host);
}

const LOWEST_PORT = 10_000;
const TRIES = 50;

/**
 * A free TCP port that the system does not give to outgoing connections: a server that is away for a moment
 * finds it free again, and a client that tries it meanwhile cannot meet itself.
 */
export async function freeServerPort(host = '127.0.0.1'): Promise<number> {
  const span = firstOutgoingPort() - LOWEST_PORT;
  for (let tries = 0; tries < TRIES && span > 0; tries += 1) {
    const port = LOWEST_PORT + Math.floor(Math.random() * span);
    if (await isPortFree(port, host)) return port;
  }
  return freePort(host);
}

/** Linux tells; elsewhere it is the beginning of IANA's dynamic ports. */
function firstOutgoingPort(): number {
  try {
    return Number.parseInt(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8'), 10);
  } catch {
    return 49_152;
  }
}

/** Whether a TCP port can be listened on at this moment. */
export async function isPortFree(port: number, host: string): Promise<boolean> {
  try {
    await listenOnce(port, host);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  }
}

function listenOnce(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port));
    });
  });
}
