import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { freeServerPort } from '@meshpair/servers';

export interface Slowness {
  readonly latencyMs: number;
  readonly bytesPerSecond: number;
}

/** A TCP way from one process to a server, which can be cut, slowed down and held up. */
export class Link {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  private slowness: Slowness | undefined;
  private held: { readonly until: Promise<void>; readonly release: () => void } | undefined;

  private constructor(
    readonly name: string,
    readonly port: number,
    private readonly targetPort: number,
  ) {}

  static async open(name: string, targetPort: number): Promise<Link> {
    const link = new Link(name, await freeServerPort(), targetPort);
    await link.listen();
    return link;
  }

  /** The server's URL by way of this link. */
  urlTo(url: string): string {
    const through = new URL(url);
    through.port = String(this.port);
    return through.href;
  }

  /** Destroys every connection, and refuses new ones until `mend`. */
  async cut(): Promise<void> {
    const closed = new Promise((resolve) => (this.server ? this.server.close(resolve) : resolve(undefined)));
    this.server = undefined;
    this.dropAll();
    await closed;
  }

  /** Destroys every connection; new ones are served at once. */
  dropAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  slow(slowness: Slowness): void {
    this.slowness = slowness;
  }

  /** Lets nothing through in either direction, new connections included, and tells nobody. */
  hold(): void {
    let release: () => void = () => undefined;
    const until = new Promise<void>((resolve) => (release = resolve));
    this.held ??= { until, release };
  }

  /** Ends all troubles. What was held up goes on its way. */
  async mend(): Promise<void> {
    this.slowness = undefined;
    this.held?.release();
    this.held = undefined;
    if (this.server === undefined) await this.listen();
  }

  async close(): Promise<void> {
    this.held?.release();
    await this.cut();
  }

  private async listen(): Promise<void> {
    const server = createServer((client) => this.connectThrough(client));
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, '127.0.0.1', resolve);
    });
  }

  private connectThrough(client: Socket): void {
    const server = connect(this.targetPort, '127.0.0.1');
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(from);
      from.setNoDelay(true);
      from.on('error', () => undefined);
      from.on('data', (chunk: Buffer) => void this.pass(chunk, from, to));
      from.on('end', () => to.end());
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
    }
  }

  private async pass(chunk: Buffer, from: Socket, to: Socket): Promise<void> {
    if (this.held ?? this.slowness) {
      from.pause();
      await this.held?.until;
      if (this.slowness) {
        const { latencyMs, bytesPerSecond } = this.slowness;
        await delay(latencyMs + (1000 * chunk.length) / bytesPerSecond);
      }
      if (!to.destroyed) to.write(chunk);
      from.resume();
    } else if (!to.destroyed && !to.write(chunk)) {
      from.pause();
      to.once('drain', () => from.resume());
    }
  }
}
