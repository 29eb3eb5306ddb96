import type { Load } from '../load/load.js';
import type { Mesh } from '../mesh/start-mesh.js';
import type { Random } from '../random.js';

export interface FaultContext {
  readonly mesh: Mesh;
  readonly load: Load;
  readonly random: Random;
}

/** One way to break the mesh. */
export interface Fault {
  readonly kind: string;
  /** Breaks something and mends it again; answers what it was. */
  run(context: FaultContext): Promise<string>;
}
