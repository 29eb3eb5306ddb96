/** What is proven to hold the key: a request, and the token that it presents. */
export interface ProvenRequest {
  readonly method: string;
  readonly url: string;
  readonly token?: string | undefined;
}

/** As Web Crypto makes it. */
interface KeyPair {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

/** RFC 8037 §2, as far as it is needed. */
interface PrivateJwk {
  readonly kty?: string;
  readonly crv?: string;
  readonly x?: string;
  readonly d?: string;
}

/** Clocks differ by less than that without anybody's fault. */
const SAME_TIME_MS = 2_000;

/**
 * A device's own Ed25519 key, which signs a proof for each request (DPoP, RFC 9449): what is bound to it is of no use to
 * others. By Web Crypto, which Node has, and pages by HTTPS or of `localhost`.
 */
export class DeviceKey {
  /** How far the mesh's clock is ahead of ours, as far as an answer has told. */
  private aheadMs = 0;

  private constructor(
    private readonly privateKey: CryptoKey,
    /** The raw key, 32 bytes as base64url. */
    readonly publicKey: string,
  ) {}

  /** A new one. To keep it as a JWK it must be extractable; a page keeps the pair in IndexedDB as it is. */
  static generate(extractable: boolean): Promise<KeyPair> {
    // Node's own types of Web Crypto do not know that Ed25519 has a pair.
    // oxlint-disable-next-line typescript/no-unnecessary-type-assertion
    return crypto.subtle.generateKey('Ed25519', extractable, ['sign', 'verify']) as Promise<KeyPair>;
  }

  static async from(key: KeyPair | PrivateJwk): Promise<DeviceKey> {
    if ('privateKey' in key) {
      const { x = '' } = await crypto.subtle.exportKey('jwk', key.publicKey);
      return new DeviceKey(key.privateKey, x);
    }
    const { kty, crv, x = '', d } = key;
    const imported = crypto.subtle.importKey('jwk', { kty, crv, x, d }, 'Ed25519', false, ['sign']);
    return new DeviceKey(await imported, x);
  }

  /** The value of the `DPoP` header; one for each request. */
  async proofOf({ method, url, token }: ProvenRequest): Promise<string> {
    const { origin, pathname } = new URL(url);
    const header = {
      typ: 'dpop+jwt',
      alg: 'Ed25519',
      jwk: { kty: 'OKP', crv: 'Ed25519', x: this.publicKey },
    };
    const claims = {
      htm: method,
      htu: `${origin}${pathname}`,
      jti: base64url(crypto.getRandomValues(new Uint8Array(16))),
      iat: Math.floor((Date.now() + this.aheadMs) / 1000),
      ...(token !== undefined && { ath: await digestOf(token) }),
    };
    const input = `${encoded(header)}.${encoded(claims)}`;
    const signature = await crypto.subtle.sign('Ed25519', this.privateKey, bytesOf(input));
    return `${input}.${base64url(new Uint8Array(signature))}`;
  }

  /** Sends a proof with each request, and once more where the gateway's clock is another than the device's. */
  proving(fetch: (request: Request) => Promise<Response>): typeof fetch {
    return async (request) => {
      const again = request.clone();
      const response = await fetch(await this.signed(request));
      if (!isRefusedProof(response) || !this.setTimeBy(response)) return response;
      await response.body?.cancel();
      return fetch(await this.signed(again));
    };
  }

  private async signed(request: Request): Promise<Request> {
    const { method, url, headers } = request;
    const [, token] = /^DPoP (.*)$/.exec(headers.get('authorization') ?? '') ?? [];
    headers.set('dpop', await this.proofOf({ method, url, token }));
    return request;
  }

  /** Goes by the clock of an answer from now on; whether that is another than it went by. */
  private setTimeBy({ headers }: Response): boolean {
    const aheadMs = Date.parse(headers.get('date') ?? '') - Date.now();
    if (Number.isNaN(aheadMs) || Math.abs(aheadMs - this.aheadMs) < SAME_TIME_MS) return false;
    this.aheadMs = aheadMs;
    return true;
  }
}

const isRefusedProof = ({ status, headers }: Response): boolean =>
  status === 401 && headers.get('www-authenticate')?.includes('error="invalid_dpop_proof"') === true;

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

const encoded = (part: object): string => base64url(bytesOf(JSON.stringify(part)));

const digestOf = async (token: string): Promise<string> =>
  base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', bytesOf(token))));

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
