import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { FastifyRequest } from 'fastify';
import { problem } from './problem-exception.js';

/** Refuses a query string or a body on a route that declares none; a declared one is judged by its schema. */
@Injectable()
export class StrictInputGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.getType<string>() !== 'http') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (request.url.includes('?')) refuseUndeclared(context, RouteParamtypes.QUERY, request.query);
    if (request.body !== undefined) refuseUndeclared(context, RouteParamtypes.BODY, request.body);
    return true;
  }
}

function refuseUndeclared(context: ExecutionContext, kind: RouteParamtypes, input: unknown): void {
  const names = typeof input === 'object' && input !== null ? Object.keys(input) : ['body'];
  if (names.length === 0 || declares(context, kind)) return;
  const errors = names.slice(0, 20).map((name) => ({ field: name.slice(0, 100), message: 'unknown field' }));
  throw problem('invalid_request', { errors });
}

function declares(context: ExecutionContext, kind: RouteParamtypes): boolean {
  const parameters: unknown = Reflect.getMetadata(
    ROUTE_ARGS_METADATA,
    context.getClass(),
    context.getHandler().name,
  );
  return Object.keys(parameters ?? {}).some((key) => key.startsWith(`${kind}:`));
}
