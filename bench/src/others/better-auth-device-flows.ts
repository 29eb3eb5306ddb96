import { randomUUID } from 'node:crypto';
import type { Steps } from '../driver/drive.js';
import type { BenchRequest } from '../driver/http-connection.js';
import { expectStatus } from '../driver/pairing-flows.js';
import { DEVICE_CODE_GRANT, DeviceFlows, expectAccessToken } from './device-flows.js';

type Json = ReturnType<typeof expectStatus>;

const CLIENT_ID = 'device';
const JSON_TYPE = { 'content-type': 'application/json' };

/** better-auth: authorize → open (the page's request, which ties the code to the user) → confirm → token. */
export class BetterAuthDeviceFlows extends DeviceFlows {
  async signIn(worker: number): Promise<void> {
    const name = randomUUID();
    const user = { name, email: `${name}@example.com`, password: randomUUID() };
    await this.askAsUser(worker, this.post('/api/auth/sign-up/email', user));
  }

  async flow(worker: number, { step }: Steps): Promise<void> {
    const codes = await step('authorize', () =>
      this.askAsDevice(worker, this.post('/api/auth/device/code', { client_id: CLIENT_ID })),
    );
    const userCode = String(codes['user_code']);
    await step('open', async () => {
      const path = `/api/auth/device?user_code=${userCode}`;
      const opened = await this.askAsUser(worker, { method: 'GET', path });
      if (opened['status'] !== 'pending' || opened['client_id'] !== CLIENT_ID)
        throw new Error(`the code is ${String(opened['status'])}, or another user's`);
    });
    await step('confirm', async () => {
      const approved = await this.askAsUser(worker, this.post('/api/auth/device/approve', { userCode }));
      if (approved['success'] !== true) throw new Error('the device was not approved');
    });
    await step('token', async () => {
      const body = {
        grant_type: DEVICE_CODE_GRANT,
        device_code: String(codes['device_code']),
        client_id: CLIENT_ID,
      };
      expectAccessToken(await this.askAsDevice(worker, this.post('/api/auth/device/token', body)));
    });
  }

  /** Who sends cookies must say where the page is from. */
  private async askAsUser(worker: number, request: BenchRequest): Promise<Json> {
    const { connection, browser } = this.of(worker);
    const headers = { ...request.headers, origin: this.baseUrl };
    return expectStatus(await browser.request(connection, { ...request, headers }), 200, request.path);
  }

  private async askAsDevice(worker: number, request: BenchRequest): Promise<Json> {
    return expectStatus(await this.of(worker).connection.request(request), 200, request.path);
  }

  private post(path: string, body: Readonly<Record<string, string>>): BenchRequest {
    return { method: 'POST', path, headers: JSON_TYPE, body: JSON.stringify(body) };
  }
}
