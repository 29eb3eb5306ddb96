import { createHash, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { certificateFileOf, type Settings } from '@meshpair/settings';
import { Describe } from '../docs/describe.decorator.js';
import { problem } from '../http/problem-exception.js';
import { STANDALONE_CLI } from '../own-package.js';
import { SETTINGS } from '../settings.token.js';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits');

const TerminalFile = z
  .object({
    sha256: Sha256.describe('Of `/cli.mjs`'),
    certificateSha256: Sha256.nullable().describe('Of the certificate, where the gateway has made its own'),
  })
  .meta({ id: 'TerminalFile' });
type TerminalFile = z.infer<typeof TerminalFile>;

/** The terminal in one file, for devices that have Node and nothing else. */
@ApiTags('join')
@Controller()
export class TerminalController {
  private file: Promise<Buffer> | undefined;

  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  @Get('cli.mjs')
  @Header('cache-control', 'no-cache')
  @Describe({
    id: 'getTerminal',
    summary: 'The terminal in one file, which runs with Node alone',
    description:
      'Compare its digest before you run it: on a LAN it may come by plain HTTP. `GET /cli` tells it.',
    produces: 'text/javascript',
    problems: ['not_found'],
  })
  async get(@Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    const file = await this.read();
    void reply.type('text/javascript; charset=utf-8');
    return file;
  }

  @Get('cli')
  @Describe({
    id: 'describeTerminal',
    summary: 'By what a device knows the terminal, and this gateway',
    description:
      'For the console, which makes a command of it: who copies that to a device hands on what the console was told.',
    answer: TerminalFile,
    problems: ['not_found'],
  })
  async describe(): Promise<TerminalFile> {
    const sha256 = createHash('sha256')
      .update(await this.read())
      .digest('hex');
    return { sha256, certificateSha256: await this.ownCertificate() };
  }

  /** Kept, as long as it runs: what is served is what the digest is of. */
  private async read(): Promise<Buffer> {
    this.file ??= readFile(STANDALONE_CLI);
    return this.file.catch((error: NodeJS.ErrnoException) => {
      this.file = undefined;
      throw error.code === 'ENOENT' ? problem('not_found') : error;
    });
  }

  /** Others are known by who has signed them. */
  private async ownCertificate(): Promise<string | null> {
    const file = certificateFileOf(this.settings);
    if (this.settings.TLS !== 'self-signed' || file === undefined) return null;
    const { fingerprint256 } = new X509Certificate(await readFile(file));
    return fingerprint256.replaceAll(':', '').toLowerCase();
  }
}
