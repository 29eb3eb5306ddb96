import type { Steps } from '../driver/drive.js';
import type { BenchAnswer } from '../driver/http-connection.js';
import { expectStatus } from '../driver/pairing-flows.js';
import { DEVICE_CODE_GRANT, DeviceFlows, expectAccessToken, expectPage } from './device-flows.js';

type Fields = Readonly<Record<string, string>>;

interface DeviceCodes {
  readonly deviceCode: string;
  readonly userCode: string;
}

const CLIENT_ID = 'device';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const UNTIMED: Steps = { step: (_name, work) => work() };

/**
 * oidc-provider: authorize → open (the link with the code; its page submits itself) → review (what is to be
 * confirmed) → confirm → token.
 */
export class OidcDeviceFlows extends DeviceFlows {
  async signIn(worker: number): Promise<void> {
    const { connection, browser } = this.of(worker);
    const { userCode } = await this.authorize(worker, UNTIMED);
    let answer = await this.confirm(worker, userCode, UNTIMED);
    // To the login, and back to the device that is confirmed.
    while (answer.status === 303) {
      const { pathname, search } = new URL(answer.headers.get('location') ?? '', this.baseUrl);
      answer = await browser.request(connection, { method: 'GET', path: pathname + search });
    }
    expectConfirmed(answer);
  }

  async flow(worker: number, steps: Steps): Promise<void> {
    const { deviceCode, userCode } = await this.authorize(worker, steps);
    expectConfirmed(await this.confirm(worker, userCode, steps));
    await steps.step('token', async () => {
      const body = { grant_type: DEVICE_CODE_GRANT, device_code: deviceCode, client_id: CLIENT_ID };
      expectAccessToken(await this.postAsDevice(worker, '/token', body));
    });
  }

  private async authorize(worker: number, { step }: Steps): Promise<DeviceCodes> {
    const body = { client_id: CLIENT_ID, scope: 'openid' };
    const codes = await step('authorize', () => this.postAsDevice(worker, '/device/auth', body));
    return { deviceCode: String(codes['device_code']), userCode: String(codes['user_code']) };
  }

  /** Answers what the confirmation was answered. */
  private async confirm(worker: number, userCode: string, { step }: Steps): Promise<BenchAnswer> {
    const { connection, browser } = this.of(worker);
    const submit = (fields: Fields): Promise<BenchAnswer> =>
      browser.request(connection, {
        method: 'POST',
        path: '/device',
        headers: FORM,
        body: new URLSearchParams(fields).toString(),
      });
    const path = `/device?user_code=${userCode}`;
    const opened = await step('open', () => browser.request(connection, { method: 'GET', path }));
    const code = fieldsOf(expectPage(opened, path, userCode));
    const review = await step('review', () => submit(code));
    const confirmation = fieldsOf(expectPage(review, '/device', 'Confirm Device'));
    return step('confirm', () => submit(confirmation));
  }

  private async postAsDevice(
    worker: number,
    path: string,
    fields: Fields,
  ): Promise<ReturnType<typeof expectStatus>> {
    const { connection } = this.of(worker);
    const body = new URLSearchParams(fields).toString();
    return expectStatus(await connection.request({ method: 'POST', path, headers: FORM, body }), 200, path);
  }
}

const expectConfirmed = (answer: BenchAnswer): unknown => expectPage(answer, '/device', 'Sign-in Success');

/** The hidden fields of a page's form. */
const fieldsOf = (page: string): Fields =>
  Object.fromEntries(
    [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
      name,
      value,
    ]),
  ) as Fields;
