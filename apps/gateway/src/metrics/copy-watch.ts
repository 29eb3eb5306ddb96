import { Injectable, type OnModuleInit } from '@nestjs/common';
import { COPY_STATE_SUBJECT, CopyState } from '@meshpair/contracts';
import { NatsClient } from '@meshpair/messaging';
import { GatewayMetrics } from './gateway-metrics.js';

/** Hears from the keeper how the copy of the events for auditors stands, for the metrics. */
@Injectable()
export class CopyWatch implements OnModuleInit {
  constructor(
    private readonly nats: NatsClient,
    private readonly metrics: GatewayMetrics,
  ) {}

  onModuleInit(): void {
    this.nats.subscribeJson(COPY_STATE_SUBJECT, (message) => {
      const state = CopyState.safeParse(message);
      if (state.success) this.metrics.noteCopy(state.data);
    });
  }
}
