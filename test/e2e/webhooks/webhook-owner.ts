import { expect } from '@jest/globals';
import type { AuditEvent, DeliveryView, WebhookView, WebhookWithSecret } from '@meshpair/contracts';
import { type HttpAnswer, type HttpClient, pairDevice, waitFor } from '@meshpair/testing';

/** An owner with a device, to whom something happens whenever a test wants it. */
export class WebhookOwner {
  private names = 0;

  private constructor(
    private readonly client: HttpClient,
    private readonly key: string,
    private readonly nodeId: string,
  ) {}

  static async withDevice(baseUrl: string, client: HttpClient, key: string): Promise<WebhookOwner> {
    const { claim } = await pairDevice(baseUrl, client, key, 1);
    return new WebhookOwner(client, key, (claim.body.node as { id: string }).id);
  }

  /** Another owner may call with a key of its own. */
  call(method: string, path: string, json?: unknown, key = this.key): Promise<HttpAnswer> {
    return this.client.call({ method, path, bearer: key, json });
  }

  async create(body: Readonly<Record<string, unknown>>): Promise<WebhookWithSecret> {
    const answer = await this.call('POST', '/webhooks', body);
    if (answer.status !== 201) throw new Error(answer.text);
    return answer.body as unknown as WebhookWithSecret;
  }

  async removeAll(): Promise<void> {
    for (const { id } of (await this.call('GET', '/webhooks')).body.items as readonly WebhookView[])
      await this.call('DELETE', `/webhooks/${id}`);
  }

  /** The newest first. */
  async deliveries({ id }: { readonly id: string }): Promise<readonly DeliveryView[]> {
    return (await this.call('GET', `/webhooks/${id}/deliveries`)).body.items as readonly DeliveryView[];
  }

  async trail(type: string): Promise<readonly AuditEvent[]> {
    return (await this.call('GET', `/audit/events?type=${type}&last=500`)).body
      .items as readonly AuditEvent[];
  }

  /** Makes something happen, and waits until the trail has it. */
  async rename(): Promise<AuditEvent> {
    const name = `Tablet ${(this.names += 1)}`;
    expect((await this.call('PATCH', `/nodes/${this.nodeId}`, { name })).status).toBe(200);
    return waitFor(async () => (await this.trail('NodeRenamed')).find(({ data }) => data['name'] === name));
  }
}
