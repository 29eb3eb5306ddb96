import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import { decodeAttestationObject } from '@simplewebauthn/server/helpers';
import type { PasskeyAnswer, PasskeyAssertion, PasskeyAttestation } from '@meshpair/contracts';
import type { CheckedPasskey, NewPasskey, PasskeyRecord, PasskeyUse } from '@meshpair/persistence';

interface Answer {
  readonly attestation: PasskeyAttestation;
  readonly challenge: string;
  readonly origin: string;
  readonly algorithms: number[];
}

/** What an authenticator has made for a challenge, at the host of the origin; undefined when it is not that. */
export async function checkedAttestation({
  attestation,
  challenge,
  origin,
  algorithms,
}: Answer): Promise<Omit<NewPasskey, 'passkeyId' | 'challenge' | 'name'> | undefined> {
  const rpId = new URL(origin).hostname;
  try {
    // We ask for no statement of its maker: to check its certificates, the library would fetch what they name.
    const { attestationObject } = attestation.response;
    const statement = decodeAttestationObject(Uint8Array.from(Buffer.from(attestationObject, 'base64url')));
    if (statement.get('attStmt').get('x5c') !== undefined) return undefined;
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: asTheirs(attestation),
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    });
    if (!verified) return undefined;
    const { credential, credentialBackedUp } = registrationInfo;
    return {
      credentialId: credential.id,
      rpId,
      publicKey: credential.publicKey,
      signCount: credential.counter,
      transports: credential.transports ?? [],
      isBackedUp: credentialBackedUp,
    };
  } catch {
    return undefined;
  }
}

/**
 * What a passkey says with its signature of the challenge, at the host that it was made for; undefined when it has not
 * signed that, or not for a person whom it knows. Whether its count goes on is for whoever keeps it.
 */
export async function checkedAssertion(
  { credentialId, passkeyId, publicKey, rpId, ownerId, personId }: CheckedPasskey,
  { assertion, challenge, origin }: PasskeyAnswer,
): Promise<PasskeyUse | undefined> {
  const { userHandle } = assertion.response;
  const holder = Buffer.from(personId ?? ownerId).toString('base64url');
  const isTheirs = userHandle === undefined || userHandle === holder;
  if (!isTheirs || new URL(origin).hostname !== rpId) return undefined;
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: asTheirs(assertion),
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      // Compared where it is written, in one statement: of two at once one is the later.
      credential: { id: credentialId, publicKey, counter: 0 },
      requireUserVerification: true,
    });
    if (!verified) return undefined;
    const { newCounter, credentialBackedUp } = authenticationInfo;
    return { passkeyId, signCount: newCounter, isBackedUp: credentialBackedUp };
  } catch {
    return undefined;
  }
}

type Theirs<T> = T extends PasskeyAttestation
  ? Parameters<typeof verifyRegistrationResponse>[0]['response']
  : Parameters<typeof verifyAuthenticationResponse>[0]['response'];

/** Read by our schema already; the library has the same form, without a word on what is absent. */
const asTheirs = <T extends PasskeyAttestation | PasskeyAssertion>(ours: T): Theirs<T> =>
  ours as unknown as Theirs<T>;

/** How a browser is told of a passkey. */
export const idOf = ({
  credentialId,
  transports,
}: PasskeyRecord): { readonly id: string; readonly transports: string[] } => ({
  id: credentialId,
  transports: [...transports],
});
