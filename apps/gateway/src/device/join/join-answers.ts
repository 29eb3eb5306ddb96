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

/** What leads to the pairing: the token of a link, or a code that was typed, or is to be. */
export interface JoinBy {
  readonly token?: string;
  readonly code?: string;
}

/** What the join form's routes answer, besides the PIN. */
@Injectable()
export class JoinAnswers {
  constructor(private readonly pages: DevicePages) {}

  refuseFailed(reason: FailureReason, request: FastifyRequest, reply: FastifyReply): void {
    const error = errorOfFailure(reason);
    if (!wantsPage(request)) throw new ProblemException(error);
    this.pages.send(request, reply, (t) => failedPage(t, reason), PROBLEMS[error.code].status);
  }

  /** What passes, and a code that nothing has, shows the form again, so that nobody has to begin anew. */
  refuseJoin(error: CommandError, request: FastifyRequest, reply: FastifyReply, by: JoinBy): void {
    const isUnknownCode = by.code !== undefined && error.code === 'token_not_found';
    if (!wantsPage(request) || !(mayPass(error.code) || isUnknownCode)) throw new ProblemException(error);
    void reply.headers(headersOf(error));
    const complaint = (t: Translate): string =>
      isUnknownCode ? t('join.codeUnknown') : t('join.complaint', refusalAtTheDevice(t, error.code));
    this.sendForm(request, reply, by, complaint, PROBLEMS[error.code].status);
  }

  complain(
    { field, words }: { readonly field: 'code' | 'name'; readonly words: (t: Translate) => string },
    request: FastifyRequest,
    reply: FastifyReply,
    by: JoinBy,
  ): void {
    if (!wantsPage(request))
      throw problem('invalid_request', { errors: [{ field, message: words(inEnglish) }] });
    this.sendForm(request, reply, by, words, 400);
  }

  sendForm(
    request: FastifyRequest,
    reply: FastifyReply,
    by: JoinBy,
    complaint?: (t: Translate) => string,
    status = 200,
  ): void {
    const waiting = waitingDeviceOf(request);
    const page = (t: Translate): DevicePage =>
      joinPage(t, {
        mesh: this.pages.mesh,
        host: request.host,
        ...by,
        suggestedName: suggestName(t, request.headers),
        isNode: sessionTokenOf(request) !== undefined,
        ...(waiting && { proof: formProof(waiting.claimSecret) }),
        ...(complaint && { complaint: complaint(t) }),
      });
    void reply.headers(ASK_FOR_MODEL);
    this.pages.send(request, reply, page, status);
  }
}
