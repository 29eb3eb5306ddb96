import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Server } from 'node:tls';
import type { LoggerService } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { certificateFileOf, readCertificateFiles, type Settings, type TlsMaterial } from '@meshpair/settings';
import { SLOW_CLIENT_MS } from '../http/slow-clients.js';
import { ensureSelfSigned } from './self-signed.js';

/** How often the files are looked at, and how often a certificate of our own may be made anew. */
const LOOK_MS = 2_000;
const RENEW_EVERY_MS = 43_200_000;

/** A client that does not finish its handshake is cut off. */
const HANDSHAKE_MS = 10_000;

export type HttpsOptions = TlsMaterial & typeof SLOW_CLIENT_MS & { readonly handshakeTimeout: number };

/** The gateway's certificate: from files, or self-signed. Neither is kept for longer than its file says. */
export class GatewayTls {
  private readonly file: string | undefined;

  constructor(private readonly settings: Settings) {
    this.file = certificateFileOf(settings);
  }

  /** What the server starts with; undefined on plain HTTP. Throws a `SettingsError` for files that will not do. */
  async options(): Promise<HttpsOptions | undefined> {
    if (this.file === undefined) return undefined;
    return { ...(await this.read(this.file)), ...SLOW_CLIENT_MS, handshakeTimeout: HANDSHAKE_MS };
  }

  /** While the server listens: takes a changed certificate for new connections, and renews a self-signed one. */
  follow(server: FastifyInstance, logger: LoggerService): void {
    let unfollow = (): void => undefined;
    server.addHook('onListen', async () => {
      if (server.server instanceof Server) unfollow = this.followFiles(server.server, logger);
    });
    server.addHook('preClose', async () => unfollow());
  }

  private followFiles(server: Server, logger: LoggerService): () => void {
    const { file } = this;
    if (file === undefined) return () => undefined;
    const reload = (): void =>
      void this.read(file).then(
        (material) => {
          server.setSecureContext(material);
          logger.log('The certificate was read again', 'Tls');
        },
        // The old one serves on.
        (error: unknown) => void logger.warn(`The certificate was not read again: ${String(error)}`, 'Tls'),
      );
    const files = [file, ...(this.settings.TLS_KEY_FILE === undefined ? [] : [this.settings.TLS_KEY_FILE])];
    // By polling: it sees symbolic links that are turned, and folders that are mounted anew.
    for (const each of files) watchFile(each, { interval: LOOK_MS, persistent: false }, reload);
    const timer =
      this.settings.TLS === 'self-signed' ? setInterval(reload, RENEW_EVERY_MS).unref() : undefined;
    return () => {
      clearInterval(timer);
      for (const each of files) unwatchFile(each, reload);
    };
  }

  private async read(file: string): Promise<TlsMaterial> {
    const { TLS_CERT_FILE, TLS_KEY_FILE } = this.settings;
    if (TLS_CERT_FILE !== undefined && TLS_KEY_FILE !== undefined) {
      return readCertificateFiles({ TLS_CERT_FILE, TLS_KEY_FILE });
    }
    await ensureSelfSigned(file, this.settings);
    const pem = await readFile(file, 'utf8');
    return { cert: pem, key: pem };
  }
}
