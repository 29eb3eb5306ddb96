import type { MeshCloudEvent } from '@meshpair/contracts';
import type { MeshEventType } from '@meshpair/domain';
import type { HttpAnswer, HttpClient, RunningSystem } from '@meshpair/testing';

/** A mesh whose trail is read and followed while things happen to it. */
export interface WatchedMesh {
  readonly system: RunningSystem;
  readonly client: HttpClient;
  /** Of its owner. */
  readonly key: string;
  readonly asOwner: (method: string, path: string, json?: unknown) => Promise<HttpAnswer>;
  /** The newest of a type, in the trail and in the live stream. */
  readonly newest: (type: MeshEventType, isIt: (event: MeshCloudEvent) => boolean) => Promise<MeshCloudEvent>;
}

export const about =
  (id: string) =>
  (event: MeshCloudEvent): boolean =>
    event.subject === id;

/** Less than a heartbeat, at which a stream would look by itself. */
export const AT_ONCE_MS = 10_000;
