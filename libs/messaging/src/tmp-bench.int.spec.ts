import { it } from '@jest/globals';
import { accepted, command, type Reply } from '@meshpair/contracts';
import { testNatsUrl, uniqueName } from '@meshpair/testing';
import { Controller } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientNats } from '@nestjs/microservices';
import { z } from 'zod';
import { firstValueFrom } from 'rxjs';
import { CommandBus } from './commands/command-bus.js';
import { CommandHandler, CommandRequest } from './commands/command-handler.js';
import { commandServerOptions } from './commands/command-server.js';
import { natsConnectionOptions } from './nats/nats-connection-options.js';
const S = z.strictObject({ token: z.string(), device: z.strictObject({ name: z.string() }) });
const echo = command(uniqueName('b.echo'), S)<string>();
@Controller() class C { @CommandHandler(echo) e(@CommandRequest(echo) r: z.infer<typeof S>): Promise<Reply<string>> { return Promise.resolve(accepted(r.token)); } }
class M {}
Reflect.defineMetadata('controllers', [C], M);
async function drive(n: number, c: number, f: () => Promise<unknown>) { let left = n; const t = performance.now(); const cpu = process.cpuUsage(); await Promise.all(Array.from({ length: c }, async () => { while (left-- > 0) await f(); })); const u = process.cpuUsage(cpu); return `${Math.round(n / ((performance.now() - t) / 1000))}/s cpu ${((u.user + u.system) / n).toFixed(0)} us/req`; }
it('bench', async () => {
  const app = await NestFactory.createMicroservice(M, { ...commandServerOptions(testNatsUrl(), 'q'), logger: false }); await app.listen();
  const bus = new CommandBus({ natsUrl: testNatsUrl(), name: 't' }); await bus.onModuleInit();
  const plain = new ClientNats(natsConnectionOptions(testNatsUrl(), 'p')); await plain.connect();
  const r = { token: 'x'.repeat(43), device: { name: 'phone' } };
  for (let i = 0; i < 2; i++) for (const c of [1, 32]) {
    console.log('bus', c, await drive(c === 1 ? 2000 : 20000, c, () => bus.send(echo, r)), '| plain', await drive(c === 1 ? 2000 : 20000, c, () => firstValueFrom(plain.send(echo.subject, r))));
  }
  await plain.close(); await bus.onApplicationShutdown(); await app.close();
}, 60000);
