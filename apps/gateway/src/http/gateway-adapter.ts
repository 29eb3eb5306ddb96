import { FastifyAdapter } from '@nestjs/platform-fastify';

/** Keeps the server's own error handler, which is there before the first plugin; Nest would set a second one. */
export class GatewayAdapter extends FastifyAdapter {
  override setErrorHandler(): ReturnType<FastifyAdapter['setErrorHandler']> {
    return this.instance;
  }
}
