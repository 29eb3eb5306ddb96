import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MESH_CHANGED, type MeshChanged } from '@meshpair/contracts';
import { NatsClient } from '@meshpair/messaging';

/** Hears of everything that happens to a mesh beside its pairings, over one subscription for the whole process. */
@Injectable()
export class MeshWatch implements OnModuleInit {
  private readonly listeners = new Map<string, Set<() => void>>();

  constructor(private readonly nats: NatsClient) {}

  onModuleInit(): void {
    this.nats.subscribeJson(`${MESH_CHANGED}.*`, (change) => this.tell((change as MeshChanged).ownerId));
  }

  /** Calls the listener at each change of an owner's mesh, until the returned function is called. */
  listen(ownerId: string, listener: () => void): () => void {
    const listeners = this.listeners.get(ownerId) ?? new Set<() => void>();
    this.listeners.set(ownerId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.listeners.get(ownerId) === listeners) this.listeners.delete(ownerId);
    };
  }

  private tell(ownerId: string): void {
    for (const listener of this.listeners.get(ownerId) ?? []) listener();
  }
}
