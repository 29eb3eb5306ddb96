import { readFileSync } from 'node:fs';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Settings } from '@meshpair/settings';
import { acceptedTags, bestLanguage, type Translate } from '@meshpair/words';
import { IN } from '@meshpair/words/catalogues';
import { PUBLIC_FOLDER } from '../own-package.js';
import { SETTINGS } from '../settings.token.js';
import { type DevicePage, type PageFiles, renderDevicePage } from './device-page.js';

const ENTRY = 'src/device/main.ts';
const MANIFEST = new URL('.vite/manifest.json', PUBLIC_FOLDER);

/** The part of Vite's manifest that names the files of an entry. */
const Manifest = z.record(
  z.string(),
  z.object({ file: z.string(), css: z.array(z.string()).default([]) }).partial({ css: true }),
);

/** Plain style and no script, for a gateway whose pages were never built: links and forms do all that matters. */
const UNBUILT: PageFiles = { styles: ['/assets/pages.css'] };

/** The files of the device's page, by the manifest's text. Throws when the manifest does not name them. */
export function filesOfManifest(text: string): PageFiles {
  const entry = Manifest.parse(JSON.parse(text))[ENTRY];
  if (entry === undefined) throw new Error(`the manifest of the built pages does not name ${ENTRY}`);
  return { styles: (entry.css ?? []).map((file) => `/${file}`), script: `/${entry.file}` };
}

/** The files of the device's page as Vite built them. */
export function readDeviceFiles(manifest: URL = MANIFEST): PageFiles {
  let text: string;
  try {
    text = readFileSync(manifest, 'utf8');
  } catch {
    return UNBUILT;
  }
  return filesOfManifest(text);
}

/** Browsers get a page, all others JSON. */
export const wantsPage = ({ headers }: Pick<FastifyRequest, 'headers'>): boolean =>
  headers.accept?.includes('text/html') ?? false;

/** The words of the language that the browser wants most. */
export const wordsFor = ({ headers }: Pick<FastifyRequest, 'headers'>): Translate =>
  IN[bestLanguage(acceptedTags(headers['accept-language']))];

/** Sends the device's pages with the files that were built for them. */
@Injectable()
export class DevicePages {
  /** The mesh's name, as people read it. */
  readonly mesh: string;
  private readonly files = readDeviceFiles();

  constructor(@Inject(SETTINGS) settings: Pick<Settings, 'HOST_NODE_NAME'>) {
    this.mesh = settings.HOST_NODE_NAME;
  }

  /** Makes a page in the words of the browser’s language. */
  send(request: FastifyRequest, reply: FastifyReply, page: (t: Translate) => DevicePage, status = 200): void {
    const t = wordsFor(request);
    void reply
      .code(status)
      .headers({ 'x-frame-options': 'DENY', vary: 'Accept, Accept-Language' })
      .type('text/html; charset=utf-8')
      .send(renderDevicePage(page(t), this.files, t.language));
  }
}
