import type { ExistingNodes, MeshNode, PinVerifiedEvent } from '@meshpair/domain';

/** The stored nodes that a group of registrations is about, kept up with what the group itself adds and replaces. */
export class NodesInView {
  readonly #nodes = new Map<string, MeshNode>();

  constructor(
    nodes: readonly MeshNode[],
    private deviceCount: number,
  ) {
    for (const node of nodes) this.#nodes.set(node.id, node);
  }

  existingFor({ data: { nodeId, device } }: PinVerifiedEvent): ExistingNodes {
    const sameIp = [...this.#nodes.values()].filter((node) => node.ip === device.ip && node.id !== nodeId);
    return { sameId: this.#nodes.get(nodeId), sameIp, deviceCount: this.deviceCount };
  }

  remove(nodeId: string): void {
    if (this.#nodes.delete(nodeId)) this.deviceCount -= 1;
  }

  add(node: MeshNode, isNew: boolean): void {
    this.#nodes.set(node.id, node);
    if (isNew) this.deviceCount += 1;
  }
}
