import { Inject, Injectable } from '@nestjs/common';
import { lanAddress, type Settings } from '@meshpair/settings';
import type { FastifyRequest } from 'fastify';
import { toString as toQrCode } from 'qrcode';
import { SETTINGS } from '../settings.token.js';

/** A machine may move to another network; its address is looked up again after this time. */
const ADDRESS_KEPT_MS = 30_000;

/** The address in the QR code: `PUBLIC_URL`, else the LAN address, else (a machine without one) the host that was called. */
@Injectable()
export class JoinLink {
  private address: Promise<string> | undefined;
  private lookAgainAt = 0;

  constructor(@Inject(SETTINGS) private readonly settings: Pick<Settings, 'PUBLIC_URL' | 'PORT'>) {}

  /** The URL that a device opens to join. */
  async to(token: string, request: Pick<FastifyRequest, 'protocol' | 'host'>): Promise<string> {
    const base = this.settings.PUBLIC_URL ?? (await this.lanUrl()) ?? `${request.protocol}://${request.host}`;
    return `${base.replace(/\/+$/, '')}/join?token=${token}`;
  }

  /** A QR code of a URL, as an SVG document. */
  asSvg(url: string): Promise<string> {
    return toQrCode(url, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 });
  }

  private async lanUrl(): Promise<string | undefined> {
    if (this.address === undefined || Date.now() >= this.lookAgainAt) {
      this.address = lanAddress();
      this.lookAgainAt = Date.now() + ADDRESS_KEPT_MS;
    }
    const address = await this.address;
    return address === '127.0.0.1' ? undefined : `http://${address}:${this.settings.PORT}`;
  }
}
