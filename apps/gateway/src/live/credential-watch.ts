import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { ProblemCode } from '@meshpair/contracts';
import { ProblemException } from '../http/problem-exception.js';

/** With the age that an answer may have, and the answer's own time: less than the five seconds of SECURITY.md. */
const CHECK_EVERY_MS = 2_000;
const MAX_AGE_MS = 1_000;

const CHECKS_AT_ONCE = 32;

/** A registry that is away for as long as a checked key counts ends them too. */
const ENDING: readonly ProblemCode[] = ['unauthorized', 'service_unavailable'];

/** What opens a stream: an owner's credential, or the session of a device. */
export interface Credential {
  readonly digest: string;
  /** Throws once it is refused; an answer may be `maxAgeMs` old. */
  readonly authenticate: (maxAgeMs?: number) => Promise<unknown>;
}

interface Watched {
  readonly credential: Credential;
  readonly onRefused: Set<() => void>;
}

/** Whether the credentials behind open streams still count: each is asked about once for all of its streams. */
@Injectable()
export class CredentialWatch implements OnApplicationShutdown {
  private readonly watched = new Map<string, Watched>();
  private timer: NodeJS.Timeout | undefined;
  private isChecking = false;

  /** Calls `onRefused` once the credential is refused, until the returned function is called. */
  watch(credential: Credential, onRefused: () => void): () => void {
    const watched = this.watched.get(credential.digest) ?? { credential, onRefused: new Set() };
    watched.onRefused.add(onRefused);
    this.watched.set(credential.digest, watched);
    this.timer ??= setInterval(() => void this.checkAll(), CHECK_EVERY_MS);
    // The request may have been let in by an answer that is some seconds old.
    void check(watched);
    return () => {
      watched.onRefused.delete(onRefused);
      if (watched.onRefused.size > 0) return;
      if (this.watched.get(credential.digest) === watched) this.watched.delete(credential.digest);
      if (this.watched.size === 0) this.onApplicationShutdown();
    };
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private async checkAll(): Promise<void> {
    if (this.isChecking) return;
    this.isChecking = true;
    const left = this.watched.values();
    const checkNext = async (): Promise<void> => {
      for (const watched of left) await check(watched);
    };
    await Promise.all(Array.from({ length: CHECKS_AT_ONCE }, checkNext));
    this.isChecking = false;
  }
}

async function check({ credential, onRefused }: Watched): Promise<void> {
  try {
    await credential.authenticate(MAX_AGE_MS);
  } catch (error) {
    const isRefused = error instanceof ProblemException && ENDING.includes(error.refusal.code);
    if (isRefused) for (const refuse of [...onRefused]) refuse();
  }
}
