import type { FastifyReply } from 'fastify';
import type { ServerResponse } from 'node:http';

/** A client that does not take the end of its stream is cut off after this time. */
const LINGER_MS = 1_000;

/** Answers with an open `text/event-stream`; from here on the response is the caller's. */
export function startEventStream(reply: FastifyReply): ServerResponse {
  const response = reply.hijack().raw;
  const headers = { ...reply.getHeaders(), 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' };
  response.writeHead(200, headers as Record<string, string>);
  response.flushHeaders();
  return response;
}

/** Ends the stream of a reader who is not allowed to go on; the refusal is the answer to the next request. */
export function endRefused(response: ServerResponse): void {
  if (response.writableEnded) return;
  response.end(': ask again\n\n');
  setTimeout(() => response.destroy(), LINGER_MS).unref();
}
