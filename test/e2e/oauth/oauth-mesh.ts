import { X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import {
  deviceAddress,
  type HttpAnswer,
  HttpClient,
  type RunningSystem,
  startSystem,
} from '@meshpair/testing';

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

export type Form = Readonly<Record<string, string>>;

export interface Codes {
  readonly device_code: string;
  readonly user_code: string;
  readonly [name: string]: unknown;
}

/** A mesh by HTTPS, what devices ask of it as OAuth says, and what their owner answers. */
export class OAuthMesh {
  readonly client: HttpClient;
  private place = 0;

  private constructor(
    readonly system: RunningSystem,
    ca: string,
    /** The file of the mesh's certificate. */
    readonly caFile: string,
  ) {
    this.client = new HttpClient(system.baseUrl, '127.0.0.1', 8, ca);
  }

  static async start(): Promise<OAuthMesh> {
    const system = await startSystem({
      settings: {
        TLS: 'self-signed',
        RATE_LIMITS: 'off',
        TRUST_PROXY: '127.0.0.1',
        IP_CONFLICT_POLICY: 'allow',
      },
      replicas: { 'cleanup-worker': 1 },
    });
    const ca = new X509Certificate(await readFile(join(system.dataDir, 'tls/self-signed.pem'))).toString();
    const caFile = join(system.dataDir, 'certificate.pem');
    await writeFile(caFile, ca);
    return new OAuthMesh(system, ca, caFile);
  }

  async stop(): Promise<void> {
    this.client.close();
    await this.system.stop();
  }

  asOwner(method: string, path: string, json?: unknown): Promise<HttpAnswer> {
    return this.client.call({
      method,
      path,
      bearer: this.system.ownerKey,
      ...(json !== undefined && { json }),
    });
  }

  take(code: string): Promise<HttpAnswer> {
    return this.asOwner('POST', '/pairing/take', { code });
  }

  approve(id: unknown): Promise<HttpAnswer> {
    return this.asOwner('POST', `/pairing/${String(id)}/approve`, {});
  }

  ask(path: string, form: Form, headers: Form = {}): Promise<HttpAnswer> {
    return this.client.call({ method: 'POST', path, form, headers });
  }

  /** Each from an address of its own, behind the proxy that the test is. */
  async begin(form: Form = {}, address = deviceAddress((this.place += 1))): Promise<Codes> {
    const headers = { 'x-forwarded-for': address };
    const begun = await this.ask('/oauth/device_authorization', { client_id: 'radio', ...form }, headers);
    expect([begun.status, begun.text]).toEqual([200, expect.stringContaining('device_code')]);
    return begun.body as unknown as Codes;
  }

  poll(codes: Codes, form: Form = {}): Promise<HttpAnswer> {
    return this.ask('/oauth/token', {
      grant_type: DEVICE_GRANT,
      client_id: 'radio',
      device_code: codes.device_code,
      ...form,
    });
  }

  /** As if the device had waited as long as it is told to. */
  wait(): Promise<unknown> {
    return this.system.query('update pairing.device_requests set polled_at = null');
  }
}

export const errorOf = ({ status, body }: HttpAnswer): readonly unknown[] => [status, body['error']];
