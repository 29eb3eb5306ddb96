import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PAIRING_CHANGED, type PairingChanged } from '@meshpair/contracts';
import { NatsClient } from '@meshpair/messaging';
import { ChangeBoard } from './change-board.js';

/** Hears of every committed change of a pairing, over one subscription for the whole process. */
@Injectable()
export class PairingWatch extends ChangeBoard implements OnModuleInit {
  constructor(private readonly nats: NatsClient) {
    super();
  }

  onModuleInit(): void {
    this.nats.subscribeJson(`${PAIRING_CHANGED}.*`, (change) => this.post(change as PairingChanged));
  }
}
