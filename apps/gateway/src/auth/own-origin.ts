import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Settings } from '@meshpair/settings';
import { problem } from '../http/problem-exception.js';
import { SETTINGS } from '../settings.token.js';

type Called = Pick<FastifyRequest, 'headers' | 'protocol' | 'host'>;

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Tells the gateway's own pages from those of others, by the `Origin` that browsers send. */
@Injectable()
export class OwnOrigin {
  private readonly publicOrigin: string | undefined;

  constructor(@Inject(SETTINGS) settings: Pick<Settings, 'PUBLIC_URL'>) {
    this.publicOrigin = settings.PUBLIC_URL === undefined ? undefined : new URL(settings.PUBLIC_URL).origin;
  }

  /** A request that changes something must come from a page of ours; else 403. */
  requireForChange(request: Called & Pick<FastifyRequest, 'method'>): void {
    if (!SAFE_METHODS.has(request.method) && !this.isOwn(request)) throw problem('forbidden');
  }

  /** A page of another site is refused with 403; a program, which sends no `Origin`, is not. */
  refuseForeign(request: Called): void {
    if (request.headers.origin !== undefined && !this.isOwn(request)) throw problem('forbidden');
  }

  /** Whether the browser speaks HTTPS, to us or to a proxy before us. */
  isSecure(request: Called): boolean {
    if (request.protocol === 'https') return true;
    return this.isOwn(request) && request.headers.origin?.startsWith('https://') === true;
  }

  private isOwn({ headers: { origin }, protocol, host }: Called): boolean {
    if (origin === undefined || origin === 'null') return false;
    return origin === this.publicOrigin || origin === originOf(`${protocol}://${host}`);
  }
}

/** As a browser writes it: lower case, without the scheme's own port. */
function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined;
}
