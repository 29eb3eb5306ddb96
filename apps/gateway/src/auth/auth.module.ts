import { Global, Module } from '@nestjs/common';
import { Callers } from './callers.js';
import { OwnerAuthenticator } from './owner-authenticator.js';
import { OwnerGuard } from './owner.guard.js';

@Global()
@Module({
  providers: [OwnerAuthenticator, OwnerGuard, Callers],
  exports: [OwnerAuthenticator, OwnerGuard, Callers],
})
export class AuthModule {}
