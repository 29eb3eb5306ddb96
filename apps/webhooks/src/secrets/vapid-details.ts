import { createECDH, hkdfSync } from 'node:crypto';

/** Who sends to push services (RFC 8292): how to reach the operator, and a key pair (P-256, base64url). */
export interface VapidDetails {
  /** `mailto:` or `https:` */
  readonly subject: string;
  readonly publicKey: string;
  readonly privateKey: string;
}

/** The same for each replica: the key is derived from the secret that they share. */
export function vapidDetailsOf(webhookSecret: string, subject: string): VapidDetails {
  const pair = createECDH('prime256v1');
  // Not below the order of the curve by a chance of 2⁻³²: Node would refuse the key, and the service not start.
  pair.setPrivateKey(Buffer.from(hkdfSync('sha256', webhookSecret, '', 'meshpair web push', 32)));
  return {
    subject,
    publicKey: pair.getPublicKey('base64url'),
    privateKey: pair.getPrivateKey().toString('base64url').padStart(43, 'A'),
  };
}
