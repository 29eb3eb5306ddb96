import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MESH_CHANGED, type MeshChanged } from '@meshpair/contracts';
import { NatsClient } from '@meshpair/messaging';
import { Listeners } from './listeners.js';

/** Hears of everything that happens to a mesh beside its pairings, over one subscription for the whole process. */
@Injectable()
export class MeshWatch implements OnModuleInit {
  private readonly listeners = new Listeners<MeshChanged>();

  constructor(private readonly nats: NatsClient) {}

  onModuleInit(): void {
    this.nats.subscribeJson(`${MESH_CHANGED}.*`, (message) => {
      const change = message as MeshChanged;
      this.listeners.tell(change.ownerId, change);
    });
  }

  /** Calls the listener at each change of an owner's mesh, until the returned function is called. */
  listen(ownerId: string, listener: (change: MeshChanged) => void): () => void {
    return this.listeners.add(ownerId, listener);
  }
}
