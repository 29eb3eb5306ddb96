import 'reflect-metadata';
import { runService } from '@meshpair/service';
import { createGateway } from './create-gateway.js';

/** Connections that may wait to be accepted. Beyond Node's 511 a burst's requests are sent again seconds later. */
const BACKLOG = 4096;

await runService('gateway', async (context) => {
  const app = await createGateway(context);
  const { PORT: port, HOST: host } = context.settings;
  await app.listen({ port, host, backlog: BACKLOG });
  return app;
});
