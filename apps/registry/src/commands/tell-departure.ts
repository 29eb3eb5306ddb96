import { Logger } from '@nestjs/common';
import type { MeshNode } from '@meshpair/domain';
import { describeDevice } from '@meshpair/service';

const logger = new Logger('Nodes');

/** One line for a device that is gone from the mesh. */
export function tellDeparture(
  how: 'Removed' | 'Left' | 'Replaced',
  { id, name, platform, ip }: MeshNode,
): void {
  const device = { name, platform, ip };
  logger.log(`${how}: ${describeDevice(device)}`, { outcome: how.toLowerCase(), nodeId: id, device });
}
