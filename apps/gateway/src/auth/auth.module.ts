import { Global, Module } from '@nestjs/common';
import { Callers } from './callers.js';
import { ConsoleSessions } from './console-sessions.js';
import { CredentialWatch } from './credential-watch.js';
import { OwnerAccess } from './owner-access.js';
import { OwnerAuthenticator } from './owner-authenticator.js';
import { OwnerGuard } from './owner.guard.js';
import { OwnOrigin } from './own-origin.js';

const parts = [
  OwnerAuthenticator,
  ConsoleSessions,
  OwnOrigin,
  OwnerAccess,
  OwnerGuard,
  Callers,
  CredentialWatch,
];

@Global()
@Module({ providers: parts, exports: parts })
export class AuthModule {}
