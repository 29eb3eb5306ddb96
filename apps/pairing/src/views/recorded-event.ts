import { toCloudEvent, type CloudEvent } from '@meshpair/contracts';
import type { FailureReason, PairingEvent, RegistrationFailureReason } from '@meshpair/domain';

const REGISTRATION_FAILURES: readonly FailureReason[] = ['ip_conflict', 'device_limit', 'identity_mismatch'];

/** Whether the registry, and nobody else, ends a pairing with this reason. */
export const isRegistrationFailure = (reason: FailureReason): reason is RegistrationFailureReason =>
  REGISTRATION_FAILURES.includes(reason);

const isFromRegistry = (event: PairingEvent): boolean =>
  event.type === 'DeviceRegistered' ||
  (event.type === 'PairingFailed' && isRegistrationFailure(event.data.reason));

/** A kept event in the form in which it went through the stream, with the service that published it as source. */
export const cloudEventOf = (event: PairingEvent): CloudEvent =>
  toCloudEvent(event, isFromRegistry(event) ? '/meshpair/registry' : '/meshpair/pairing');
