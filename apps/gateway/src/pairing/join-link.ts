import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { toString as toQrCode } from 'qrcode';
import { type MeshAddress, meshAddresses, type Settings } from '@meshpair/settings';
import { problem } from '../http/problem-exception.js';
import { SharedAnswer } from '../http/shared-answer.js';
import { SETTINGS } from '../settings.token.js';

/** A machine may move to another network; its addresses are looked up again after this time. */
const ADDRESSES_KEPT_MS = 30_000;

type Called = Pick<FastifyRequest, 'protocol' | 'host'>;

/** The address in the QR code: the chosen one, else the best, else (a machine without one) the host that was called. */
@Injectable()
export class JoinLink {
  private readonly found: SharedAnswer<readonly MeshAddress[]>;

  constructor(@Inject(SETTINGS) settings: Settings) {
    this.found = new SharedAnswer(() => meshAddresses(settings), ADDRESSES_KEPT_MS);
  }

  /** Where devices may reach this gateway, the best first. */
  addresses(): Promise<readonly MeshAddress[]> {
    return this.found.get();
  }

  /** The start of a link. Refuses an address that is none of `addresses` with `invalid_request`. */
  async baseFor(chosen: string | undefined, request: Called): Promise<string> {
    const addresses = await this.addresses();
    if (chosen !== undefined && !addresses.some(({ url }) => url === chosen)) {
      const message = 'must be one of the addresses of GET /console/session';
      throw problem('invalid_request', { errors: [{ field: 'address', message }] });
    }
    const best = addresses.find(({ kind }) => kind !== 'loopback');
    return chosen ?? best?.url ?? `${request.protocol}://${request.host}`;
  }

  /** A QR code of a URL, as an SVG document. */
  asSvg(url: string): Promise<string> {
    return toQrCode(url, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 });
  }
}

/** The URL that a device opens to join. */
export const joinUrl = (base: string, token: string): string => `${base}/join?token=${token}`;
