import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '@meshpair/settings';
import type { FastifyReply } from 'fastify';
import { SETTINGS } from '../settings.token.js';
import { readDeviceFiles } from './device-files.js';
import { renderDevicePage, type DevicePage } from './device-page.js';

/** Sends the device's pages with the files that were built for them. */
@Injectable()
export class DevicePages {
  /** The mesh's name, as people read it. */
  readonly mesh: string;
  private readonly files = readDeviceFiles();

  constructor(@Inject(SETTINGS) settings: Pick<Settings, 'HOST_NODE_NAME'>) {
    this.mesh = settings.HOST_NODE_NAME;
  }

  send(reply: FastifyReply, page: DevicePage, status = 200): void {
    void reply
      .code(status)
      .headers({ 'x-frame-options': 'DENY', vary: 'Accept' })
      .type('text/html; charset=utf-8')
      .send(renderDevicePage(page, this.files));
  }
}
