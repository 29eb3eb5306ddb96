import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type CommandError, errorOfFailure, PROBLEMS } from '@meshpair/contracts';
import type { FailureReason } from '@meshpair/domain';
import { refusalAtTheDevice, type Translate } from '@meshpair/words';
import { inEnglish } from '@meshpair/words/catalogues';
import { problem, ProblemException } from '../../http/problem-exception.js';
import { headersOf } from '../../http/problem-of.js';
import type { DevicePage } from '../../pages/device-page.js';
import { DevicePages, wantsPage } from '../../pages/device-pages.js';
import { sessionTokenOf, waitingDeviceOf } from '../device-cookies.js';
import { formProof } from '../own-form.js';
import { failedPage, joinPage, mayPass } from './join-pages.js';
import { ASK_FOR_MODEL, suggestName } from './suggest-name.js';

/** What the join form's routes answer, besides the PIN. */
@Injectable()
export class JoinAnswers {
  constructor(private readonly pages: DevicePages) {}

  refuseFailed(reason: FailureReason, request: FastifyRequest, reply: FastifyReply): void {
    const error = errorOfFailure(reason);
    if (!wantsPage(request)) throw new ProblemException(error);
    this.pages.send(request, reply, (t) => failedPage(t, reason), PROBLEMS[error.code].status);
  }

  /** What passes shows the form again, so that nobody has to scan twice. */
  refuseJoin(error: CommandError, request: FastifyRequest, reply: FastifyReply, token: string): void {
    if (!wantsPage(request) || !mayPass(error.code)) throw new ProblemException(error);
    void reply.headers(headersOf(error));
    const complaint = (t: Translate): string => t('join.complaint', refusalAtTheDevice(t, error.code));
    this.sendForm(request, reply, token, complaint, PROBLEMS[error.code].status);
  }

  /** Of the name. */
  complain(
    complaint: (t: Translate) => string,
    request: FastifyRequest,
    reply: FastifyReply,
    token: string,
  ): void {
    if (!wantsPage(request)) {
      throw problem('invalid_request', { errors: [{ field: 'name', message: complaint(inEnglish) }] });
    }
    this.sendForm(request, reply, token, complaint, 400);
  }

  sendForm(
    request: FastifyRequest,
    reply: FastifyReply,
    token: string,
    complaint?: (t: Translate) => string,
    status = 200,
  ): void {
    const waiting = waitingDeviceOf(request);
    const page = (t: Translate): DevicePage =>
      joinPage(t, {
        mesh: this.pages.mesh,
        host: request.host,
        token,
        suggestedName: suggestName(t, request.headers),
        isNode: sessionTokenOf(request) !== undefined,
        ...(waiting && { proof: formProof(waiting.claimSecret) }),
        ...(complaint && { complaint: complaint(t) }),
      });
    void reply.headers(ASK_FOR_MODEL);
    this.pages.send(request, reply, page, status);
  }
}
