import { Global, Module } from '@nestjs/common';
import { ConsoleSessions } from '../console/console-sessions.js';
import { PasskeyPlace } from '../console/passkey-place.js';
import { Touches } from '../console/touches.js';
import { AuditAccess, AuditGuard } from './audit-access.js';
import { Callers } from './callers.js';
import { DeviceAccess, DeviceGuard } from './device-access.js';
import { DpopProofs } from './dpop-proofs.js';
import { OwnAddresses } from './own-addresses.js';
import { OwnOrigin } from './own-origin.js';
import { OwnerGuard } from './owner.guard.js';
import { OwnerAccess } from './owner-access.js';
import { OwnerAuthenticator } from './owner-authenticator.js';

const parts = [
  OwnerAuthenticator,
  ConsoleSessions,
  OwnOrigin,
  OwnerAccess,
  OwnerGuard,
  AuditAccess,
  AuditGuard,
  Callers,
  PasskeyPlace,
  Touches,
  OwnAddresses,
  DpopProofs,
  DeviceAccess,
  DeviceGuard,
];

@Global()
@Module({ providers: parts, exports: parts })
export class AuthModule {}
