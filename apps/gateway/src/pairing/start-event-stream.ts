import type { FastifyReply } from 'fastify';
import type { ServerResponse } from 'node:http';

/** Answers with an open `text/event-stream`; from here on the response is the caller's. */
export function startEventStream(reply: FastifyReply): ServerResponse {
  const response = reply.hijack().raw;
  const headers = { ...reply.getHeaders(), 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' };
  response.writeHead(200, headers as Record<string, string>);
  response.flushHeaders();
  return response;
}
