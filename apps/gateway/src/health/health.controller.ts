import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Health, pairingCommands, registryCommands, type Reply } from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { Readiness } from '@meshpair/service';
import { Describe } from '../docs/describe.decorator.js';
import { problem } from '../http/problem-exception.js';
import { SharedAnswer } from '../http/shared-answer.js';

const DEADLINE_MS = 2_000;

/** Anyone may ask, as often as they like: the services are asked once in this time, for all. */
const KEPT_MS = 1_000;

const HealthAnswer = z.object({ status: z.literal('ok') });
type HealthAnswer = z.infer<typeof HealthAnswer>;

@ApiTags('health')
@Controller('health')
export class HealthController {
  private readonly missingServices = new SharedAnswer(() => this.askServices(), KEPT_MS);

  constructor(
    private readonly commands: CommandBus,
    private readonly readiness: Readiness,
  ) {}

  @Get('live')
  @Describe({
    id: 'checkLiveness',
    summary: 'Whether the process runs',
    answer: HealthAnswer,
    example: { status: 'ok' },
  })
  live(): HealthAnswer {
    return { status: 'ok' };
  }

  /** False as soon as a shutdown begins, and while NATS, pairing or registry do not answer. */
  @Get('ready')
  @Describe({
    id: 'checkReadiness',
    summary: 'Whether a pairing would work now',
    answer: HealthAnswer,
    example: { status: 'ok' },
  })
  async ready(): Promise<HealthAnswer> {
    const missing = await this.missingParts();
    if (missing.length === 0) return { status: 'ok' };
    throw problem('service_unavailable', { detail: `not ready: ${missing.join(', ')}` });
  }

  async missingParts(): Promise<readonly string[]> {
    if (!this.readiness.isReady) return ['gateway'];
    if (this.commands.status() !== 'connected') return ['nats'];
    return this.missingServices.get();
  }

  private async askServices(): Promise<readonly string[]> {
    const options = { deadlineMs: DEADLINE_MS };
    const [pairing, registry] = await Promise.all([
      this.commands.send(pairingCommands.checkHealth, {}, options),
      this.commands.send(registryCommands.checkHealth, {}, options),
    ]);
    return [...missingPart('pairing', pairing), ...missingPart('registry', registry)];
  }
}

/** The part that is not up, with what it says that it waits for. */
function missingPart(part: string, reply: Reply<Health>): readonly string[] {
  if (reply.ok && reply.value.up) return [];
  const waitsFor = reply.ok ? (reply.value.waitsFor ?? []) : [];
  return [waitsFor.length === 0 ? part : `${part} (waits for ${waitsFor.join(', ')})`];
}
