import { timingSafeEqual } from 'node:crypto';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { digestOf } from '@meshpair/contracts';
import type { Settings } from '@meshpair/settings';
import { bearerOf } from '../auth/bearer.js';
import { Describe } from '../docs/describe.decorator.js';
import { isFromThisMachine } from '../http/client-address.js';
import { problem } from '../http/problem-exception.js';
import { SETTINGS } from '../settings.token.js';
import { AskedMetrics } from './asked-metrics.js';
import { GatewayMetrics } from './gateway-metrics.js';

@ApiTags('health')
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: GatewayMetrics,
    private readonly asked: AskedMetrics,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'METRICS_TOKEN'>,
  ) {}

  @Get()
  @Describe({
    id: 'readMetrics',
    summary: 'Metrics in Prometheus’ text format',
    description:
      'For requests from this machine, and for those with `METRICS_TOKEN` as their bearer token; ' +
      'without that setting 404 for all others.',
    produces: 'text/plain',
    problems: ['unauthorized', 'not_found'],
  })
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    this.authorize(request);
    const [deliveries, chain] = await Promise.all([this.asked.deliveries(), this.asked.chain()]);
    this.metrics.showDeliveries(deliveries);
    this.metrics.showChain(chain);
    await reply.type(this.metrics.contentType).send(await this.metrics.text());
  }

  private authorize(request: FastifyRequest): void {
    if (isFromThisMachine(request)) return;
    const { METRICS_TOKEN: token } = this.settings;
    if (token === undefined) throw problem('not_found');
    const given = bearerOf(request) ?? '';
    if (!timingSafeEqual(Buffer.from(digestOf(given)), Buffer.from(digestOf(token))))
      throw problem('unauthorized');
  }
}
