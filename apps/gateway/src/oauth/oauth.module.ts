import { Module } from '@nestjs/common';
import { Issuer } from './issuer.js';
import { OAuthController } from './oauth.controller.js';
import { TokenGrants } from './token-grants.js';

@Module({ controllers: [OAuthController], providers: [Issuer, TokenGrants] })
export class OAuthModule {}
