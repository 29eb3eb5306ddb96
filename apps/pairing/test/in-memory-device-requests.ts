import type {
  DeviceRequest,
  DeviceRequests,
  FoundRequest,
  PolledRequest,
  RequestCaps,
} from '@meshpair/persistence';

interface Kept {
  readonly request: DeviceRequest;
  readonly network: string;
  isTaken: boolean;
}

/** Requests of one process; nobody polls too fast. */
export class InMemoryDeviceRequests implements Omit<DeviceRequests, 'prune'> {
  private readonly kept: Kept[] = [];

  async add(
    request: DeviceRequest,
    network: string,
    caps: RequestCaps,
  ): Promise<'added' | { fullUntil: Date }> {
    const near = this.kept.filter((each) => each.network === network);
    const [first] = near.length < caps.atOneAddress ? this.kept : near;
    const isFull = near.length >= caps.atOneAddress || this.kept.length >= caps.inAll;
    if (isFull && first) return { fullUntil: first.request.expiresAt };
    this.kept.push({ request, network, isTaken: false });
    return 'added';
  }

  async findByCode(codeDigests: readonly string[], now: Date): Promise<FoundRequest | undefined> {
    const found = this.kept.find(
      ({ request }) => codeDigests.includes(request.codeDigest) && request.expiresAt >= now,
    );
    return found && { ...found.request, isTaken: found.isTaken };
  }

  async poll(deviceDigest: string, clientId: string): Promise<PolledRequest | undefined> {
    const found = this.kept.find(
      ({ request }) => request.deviceDigest === deviceDigest && request.clientId === clientId,
    );
    return found && { ...found.request, isTaken: found.isTaken, isTooFast: false };
  }

  async taken(requestId: string): Promise<void> {
    for (const each of this.kept) each.isTaken ||= each.request.requestId === requestId;
  }
}
