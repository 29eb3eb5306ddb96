import 'reflect-metadata';
import { runService } from '@meshpair/service';
import { createGateway } from './create-gateway.js';

await runService('gateway', async (context) => {
  const app = await createGateway(context);
  await app.listen({ port: context.settings.PORT, host: context.settings.HOST });
  return app;
});
