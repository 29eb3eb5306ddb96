import { setTimeout as delay } from 'node:timers/promises';
import { AUDIT_STREAM, AUDITOR_API, auditorLogin, AuditorName } from '@meshpair/contracts';
import { askAuditorConsumer } from '@meshpair/messaging';
import { newAuditor } from '@meshpair/servers/auditors';
import { readSettings } from '@meshpair/settings';
import { runningMesh } from '../api/connection.js';
import { CommandFailure, EXIT } from '../exit-codes.js';
import type { Printer } from '../output/printer.js';
import { auditorsFile, changeAuditors, listedAuditors } from './auditors-file.js';

/** nats-server looks at its files twice a second; the keeper makes the consumer within another second. */
const READY_WITHIN_MS = 20_000;

const HOW_TO_RELOAD =
  'It counts once nats-server has got SIGHUP twice, a second apart (docs/operate.md, Auditors).';

export async function listAuditors(printer: Printer): Promise<void> {
  printer.list(
    await listedAuditors(auditorsFile()),
    { NAME: ({ name }) => name, LOGIN: ({ name }) => auditorLogin(name) },
    'No auditors yet. `meshpair auditors add <name>` adds one.',
  );
}

export async function addAuditor(printer: Printer, text: string): Promise<void> {
  const name = nameIn(text);
  const { auditor, password } = await newAuditor(name);
  await changeAuditors(auditorsFile(), (auditors) => {
    if (auditors.some((each) => each.name === name))
      throw new CommandFailure(`There is an auditor ${name} already`, EXIT.refused, 'name_taken');
    return [...auditors, auditor];
  });
  const login = auditorLogin(name);
  const server = await ownServer();
  const url = `nats://${login}:${password}@${server ?? '<host>:4222'}`;
  printer.emit({ name, url, stream: AUDIT_STREAM, consumer: login, apiPrefix: AUDITOR_API });
  printer.say(`Auditor   ${name}`);
  printer.say(`URL       ${url}`);
  printer.say('          Keep it: it is shown this once.');
  printer.say(`Consumer  ${login} of the stream ${AUDIT_STREAM}, by the API prefix ${AUDITOR_API}`);
  if (server === undefined) printer.say(HOW_TO_RELOAD);
  else await untilReady(url, name);
}

export async function removeAuditor(printer: Printer, text: string): Promise<void> {
  const name = nameIn(text);
  await changeAuditors(auditorsFile(), (auditors) => {
    if (auditors.every((each) => each.name !== name))
      throw new CommandFailure(`There is no auditor ${name}`, EXIT.refused, 'not_found');
    return auditors.filter((each) => each.name !== name);
  });
  printer.emit({ name });
  printer.say(`The auditor ${name} is removed.`);
  if ((await ownServer()) === undefined) printer.say(HOW_TO_RELOAD);
}

function nameIn(text: string): string {
  const parsed = AuditorName.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new CommandFailure(`The name ${parsed.error.issues[0]?.message ?? ''}`, EXIT.usage, 'usage');
}

/** Host and port of the nats-server that `npm start` runs on this file; undefined where somebody else runs it. */
async function ownServer(): Promise<string | undefined> {
  if (readSettings(process.env).AUDITORS_FILE !== undefined) return undefined;
  const mesh = await runningMesh();
  return mesh && new URL(mesh.natsUrl).host;
}

async function untilReady(url: string, name: string): Promise<void> {
  for (const deadline = Date.now() + READY_WITHIN_MS; ; await delay(200)) {
    try {
      await askAuditorConsumer(url, name);
      return;
    } catch (error) {
      if (Date.now() < deadline) continue;
      throw new CommandFailure(
        `The login does not work yet (${String(error)}): does the keeper run?`,
        EXIT.unavailable,
        'not_ready',
      );
    }
  }
}
