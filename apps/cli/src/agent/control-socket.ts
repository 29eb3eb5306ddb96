import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createConnection, createServer, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { commandFailureOf } from '../api/gateway-client.js';
import { CommandFailure, EXIT, type ExitCode } from '../exit-codes.js';

/** What a running agent is asked by another `meshpair` of its user. */
export const QUESTIONS = ['token', 'wg', 'leave'] as const;
export type Question = (typeof QUESTIONS)[number];

export type Answerer = (question: Question) => Promise<string>;

interface Refusal {
  readonly message: string;
  readonly code: string;
  readonly exitCode: ExitCode;
}

type Answer = { readonly value: string } | { readonly refused: Refusal };

/** More than any answer of a gateway takes. */
const ANSWER_MS = 30_000;

/** Answers questions at a socket, one for each connection, until it is closed. The folder's lock is held. */
export async function listenForQuestions(path: string, answer: Answerer): Promise<Server> {
  rmSync(path, { force: true });
  const server = createServer((connection) => {
    connection.on('error', () => undefined).setEncoding('utf8');
    connection.setTimeout(ANSWER_MS, () => connection.destroy());
    // One word, which no socket of this machine takes apart.
    connection.once('data', (question: string) => {
      void answerTo(question, answer).then((said) => connection.end(JSON.stringify(said)));
    });
  });
  server.listen(path);
  await once(server, 'listening');
  return server;
}

async function answerTo(question: string, answer: Answerer): Promise<Answer> {
  const known = QUESTIONS.find((each) => each === question);
  if (known === undefined)
    return { refused: { message: 'Not a question', code: 'usage', exitCode: EXIT.usage } };
  return answer(known).then(
    (value) => ({ value }),
    (error: Error) => {
      const { message, code, exitCode } = commandFailureOf(error) ?? failureOf(error);
      return { refused: { message, code, exitCode } };
    },
  );
}

const failureOf = (error: Error): CommandFailure =>
  error instanceof CommandFailure ? error : new CommandFailure(error.message, EXIT.failed);

/** The answer of the agent that listens there; undefined where none does. Throws the agent's `CommandFailure`. */
export async function askAgent(path: string, question: Question): Promise<string | undefined> {
  const connection = createConnection(path);
  connection.setTimeout(ANSWER_MS, () => connection.destroy(new Error('the agent does not answer')));
  try {
    await once(connection, 'connect');
  } catch (error) {
    if (NOBODY.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
  connection.write(question);
  const said = await text(connection);
  // It has ended meanwhile.
  if (said === '') return undefined;
  const answer = JSON.parse(said) as Answer;
  if ('value' in answer) return answer.value;
  const { message, exitCode, code } = answer.refused;
  throw new CommandFailure(message, exitCode, code);
}

/** There is no socket, or one that an agent has left behind. */
const NOBODY = ['ENOENT', 'ECONNREFUSED'];
