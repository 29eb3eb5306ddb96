import type { LoggerService } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import type { Settings } from '@meshpair/settings';

/** One line for each answer, at `debug` and below only. The path alone: `/join?token=` is a secret. */
export function logAccess(
  server: FastifyInstance,
  { LOG_LEVEL }: Pick<Settings, 'LOG_LEVEL'>,
  logger: LoggerService,
): void {
  if (LOG_LEVEL !== 'debug' && LOG_LEVEL !== 'trace') return;
  server.addHook('onResponse', (request, reply, done) => {
    const path = request.url.split('?', 1)[0];
    logger.debug?.(
      `${request.method} ${path} ${reply.statusCode} ${Math.round(reply.elapsedTime)} ms`,
      'access',
    );
    done();
  });
}
