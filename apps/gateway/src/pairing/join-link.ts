import { Inject, Injectable } from '@nestjs/common';
import { lanAddress, type Settings } from '@meshpair/settings';
import type { FastifyRequest } from 'fastify';
import { toString as toQrCode } from 'qrcode';
import { SETTINGS } from '../settings.token.js';

/** The address in the QR code: `PUBLIC_URL`, else the LAN address, else the host that the owner called. */
@Injectable()
export class JoinLink {
  private readonly base: string | undefined;

  constructor(@Inject(SETTINGS) settings: Settings) {
    const address = lanAddress();
    this.base = settings.PUBLIC_URL ?? (address && `http://${address}:${settings.PORT}`);
  }

  to(token: string, request: Pick<FastifyRequest, 'protocol' | 'host'>): string {
    const base = this.base ?? `${request.protocol}://${request.host}`;
    return `${base.replace(/\/+$/, '')}/join?token=${token}`;
  }

  /** A QR code of a URL, as an SVG document. */
  asSvg(url: string): Promise<string> {
    return toQrCode(url, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 });
  }
}
