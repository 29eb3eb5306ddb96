// The gateway as it is built, with the console's build in the folder that the first argument names.
import { createGateway } from '../../../apps/gateway/dist/create-gateway.js';
import { runService } from '../../../libs/service/dist/index.js';

const [publicFolder] = process.argv.slice(2);

await runService('gateway', async (context) => {
  const app = await createGateway({ ...context, publicFolder });
  await app.listen({ port: context.settings.PORT, host: context.settings.HOST });
  return app;
});
