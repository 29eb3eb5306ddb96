import { Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PasskeyOptions, registryCommands } from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { Describe } from '../docs/describe.decorator.js';
import { valueOf } from '../http/problem-exception.js';
import { OidcProvider } from '../oidc/oidc-provider.js';
import { SignInWays } from './console-bodies.js';
import { PasskeyPlace } from './passkey-place.js';

/** What a console needs to sign in otherwise than by the key. */
@ApiTags('console')
@Controller('console')
export class SignInController {
  constructor(
    private readonly commands: CommandBus,
    private readonly passkeys: PasskeyPlace,
    private readonly provider: OidcProvider,
  ) {}

  @Get('sign-in')
  @Describe({
    id: 'listSignInWays',
    summary: 'How to sign in beside the key',
    description: 'Passkeys work at `passkeyOrigin`, and on the machine itself at `localhost`.',
    answer: SignInWays,
    example: {
      passkeyOrigin: 'https://mesh.example',
      account: { name: 'id.example', startUrl: 'https://mesh.example/console/oidc/start' },
    },
  })
  ways(): SignInWays {
    const { name } = this.provider;
    const startUrl = this.provider.address('/console/oidc/start');
    return {
      passkeyOrigin: this.passkeys.publicOrigin ?? null,
      account: name === undefined ? null : { name, startUrl },
    };
  }

  @Post('passkey/options')
  @HttpCode(200)
  @Describe({
    id: 'askForPasskey',
    summary: 'What a browser asks its passkeys for, to sign in by one',
    description:
      'The answer is `PublicKeyCredentialRequestOptionsJSON`. Its challenge counts once, for five minutes, with the ' +
      'cookie `meshpair_challenge` that this sets; `POST /console/session` takes what was signed.',
    answer: PasskeyOptions,
    problems: ['forbidden', 'passkeys_unavailable'],
  })
  async ask(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PasskeyOptions> {
    const { rpId } = this.passkeys.of(request);
    const options = valueOf(await this.commands.send(registryCommands.askForPasskey, { rpId }));
    return this.passkeys.handTo(request, reply, options);
  }
}
