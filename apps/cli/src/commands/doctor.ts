import { type ConnectionOptions, gatewayUrl, runningMesh } from '../api/connection.js';
import { CommandFailure, EXIT } from '../exit-codes.js';
import type { Printer } from '../output/printer.js';
import { checkGateway, checkNode, checkQrAddress, type Finding } from './doctor/outside-checks.js';
import { checkNats, checkPostgres, checkRedis } from './doctor/server-checks.js';

const MARKS = { ok: '✓', warning: '!', failed: '✗' } as const;

/** Looks at everything that a mesh stands on, from this machine, and says what to do about what is wrong. */
export async function doctor(printer: Printer, options: ConnectionOptions): Promise<void> {
  const mesh = await runningMesh();
  const url = await gatewayUrl(options);
  const servers = {
    databaseUrl: process.env.DATABASE_URL || mesh?.databaseUrl,
    natsUrl: process.env.NATS_URL || mesh?.natsUrl,
    redisUrl: process.env.REDIS_URL || mesh?.redisUrl,
  };
  const checks: readonly (() => Finding | Promise<Finding>)[] = [
    checkNode,
    () => checkPostgres(servers.databaseUrl),
    () => checkNats(servers.natsUrl),
    () => checkRedis(servers.redisUrl),
    () => checkGateway(url, options.ca),
    () => checkQrAddress(url, options.ca),
  ];
  let failures = 0;
  for (const check of checks) {
    const finding = await check();
    if (finding.state === 'failed') failures += 1;
    printer.emit(finding);
    printer.say(`${MARKS[finding.state]} ${finding.name.padEnd(16)} ${finding.detail}`);
    if (finding.advice !== undefined) printer.say(`  ${' '.repeat(16)} → ${finding.advice}`);
  }
  if (failures > 0)
    throw new CommandFailure(`${failures} of ${checks.length} checks failed`, EXIT.failed, 'unhealthy');
}
