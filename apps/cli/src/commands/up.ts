import { DeviceKey, pause } from '@meshpair/client';
import { DirectoryInUse, takeLock } from '@meshpair/servers';
import { Agent } from '../agent/agent.js';
import { askAgent, listenForQuestions, type Question } from '../agent/control-socket.js';
import { Device, type DeviceOptions } from '../agent/device.js';
import { StateFolder } from '../agent/state-folder.js';
import { checkedUrl, type ConnectionOptions } from '../api/connection.js';
import { writePrivateText } from '../api/private-file.js';
import { isSetupKeyGiven, type SetupKeyOptions } from '../api/setup-key.js';
import { CommandFailure, EXIT } from '../exit-codes.js';
import type { Printer } from '../output/printer.js';
import { join } from './join.js';

export interface StateOptions extends ConnectionOptions, DeviceOptions {
  readonly state?: string | undefined;
}

export interface UpOptions extends StateOptions, SetupKeyOptions {
  readonly target?: string | undefined;
  readonly name?: string | undefined;
  readonly again: boolean;
  readonly wgFile?: string | undefined;
}

/** Joins a mesh where that is asked, and keeps this device in it until it is interrupted, told to leave, or removed. */
export async function up(printer: Printer, options: UpOptions, interrupted: AbortSignal): Promise<void> {
  // The link in the command line opens the mesh for some minutes, and the list of processes is everybody's.
  process.title = 'meshpair up';
  const folder = new StateFolder(options.state);
  const release = await lockOf(folder);
  try {
    const target =
      options.target === '-' && options.setupKeyFile !== ''
        ? await typedTarget(printer, interrupted)
        : options.target;
    // With a setup key it joins where it has not; from then on its own key is enough.
    const isNew = target !== undefined || (isSetupKeyGiven(options) && !(await folder.isThere()));
    if (isNew) await join(printer, { ...options, target, output: folder.file }, interrupted);
    const device = await Device.load(folder, options);
    const agent = new Agent(device, printer, options);
    const server = await listenForQuestions(folder.socket, (question) => agent.answer(question));
    const { node } = device.session.tokens;
    printer.emit({ state: 'up', node });
    printer.say(`Up: this device is the node "${node.name}" (${node.id}).`);
    try {
      await agent.run(interrupted);
    } finally {
      // Who is still being answered gets the answer.
      await new Promise((closed) => server.close(closed));
    }
    printer.emit({ state: 'down' });
    printer.say('Down.');
  } finally {
    release();
  }
}

async function typedTarget(printer: Printer, interrupted: AbortSignal): Promise<string> {
  const asker = printer.openAsker({ hidden: true });
  return (await asker.ask('Join link: ', interrupted).finally(() => asker.close())) ?? '';
}

/** Takes this device out of its mesh: the agent that runs does, and ends, or this program. */
export async function down(printer: Printer, options: StateOptions): Promise<void> {
  const folder = new StateFolder(options.state);
  const { node } = await folder.read();
  await ask(folder, options, 'leave');
  printer.emit({ left: node.id });
  printer.say(`"${node.name}" has left the mesh: its sessions and tokens have ended.`);
}

export interface TokenOptions extends StateOptions {
  readonly for?: string | undefined;
  readonly method: string;
}

/** Prints a peer token that counts, or the headers of one request by it: a token that is bound to a key takes a proof. */
export async function token(printer: Printer, options: TokenOptions): Promise<void> {
  const { for: url, method } = options;
  const folder = new StateFolder(options.state);
  const peerToken = await ask(folder, options, 'token');
  if (url === undefined) return printer.isJson ? printer.emit({ peerToken }) : printer.show(peerToken);
  const { tokenType, key } = await folder.read();
  checkedUrl(url, '--for');
  const proven = { method, url, token: peerToken };
  const headers = {
    Authorization: `${tokenType} ${peerToken}`,
    ...(tokenType === 'DPoP' && { DPoP: await (await DeviceKey.from(key)).proofOf(proven) }),
  };
  if (printer.isJson) return printer.emit({ headers });
  printer.show(
    Object.entries(headers)
      .map((pair) => pair.join(': '))
      .join('\n'),
  );
}

export interface WgOptions extends StateOptions {
  readonly output?: string | undefined;
}

/** Prints the file for wg-quick, or writes it where only its user can read it. */
export async function wg(printer: Printer, options: WgOptions): Promise<void> {
  const { output } = options;
  const file = await ask(new StateFolder(options.state), options, 'wg');
  if (output !== undefined) {
    await writePrivateText(output, file);
    printer.emit({ file: output });
    return printer.say(`${output} is written; only you can read it.`);
  }
  if (printer.isJson) printer.emit({ wgQuick: file });
  else printer.show(file.trimEnd());
}

/** Another `meshpair` asks, or the agent begins or ends. */
const PATIENCE_MS = 2_000;
const LOOK_AGAIN_MS = 50;

/** By the agent that runs, or by this program where none does. */
async function ask(folder: StateFolder, options: StateOptions, question: Question): Promise<string> {
  await folder.read();
  const answered = await askAgent(folder.socket, question);
  if (answered !== undefined) return answered;
  const got = await lockOf(folder, () => askAgent(folder.socket, question));
  if (typeof got === 'string') return got;
  try {
    const agent = new Agent(await Device.load(folder, options), SILENT, {});
    return await agent.answer(question);
  } finally {
    got();
  }
}

const SILENT = { emit: () => undefined, say: () => undefined };

type Release = () => void;

/** The lock of a device's folder, or what comes instead while another has it. */
async function lockOf<Instead = never>(
  folder: StateFolder,
  instead: () => Promise<Instead | undefined> = async () => undefined,
): Promise<Release | Instead> {
  await folder.make();
  for (const since = performance.now(); ; await pause(LOOK_AGAIN_MS)) {
    try {
      return await takeLock(folder.agentFolder);
    } catch (error) {
      if (!(error instanceof DirectoryInUse)) throw error;
      const found = await instead();
      if (found !== undefined) return found;
      if (performance.now() - since > PATIENCE_MS)
        throw new CommandFailure(
          `meshpair runs for this device already (pid ${error.pid}).`,
          EXIT.failed,
          'already_up',
        );
    }
  }
}
