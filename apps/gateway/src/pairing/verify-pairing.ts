import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import {
  codeOfFailure,
  pairingCommands,
  type PairingView,
  refused,
  type Reply,
  type RequestOf,
  VerifiedPin,
} from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { valueOf } from '../http/problem-exception.js';
import { PairingWatch } from '../live/pairing-watch.js';

export const VerifiedPinAnswer = z.object({ success: z.literal(true), ...VerifiedPin.shape });
export type VerifiedPinAnswer = z.infer<typeof VerifiedPinAnswer>;

/** How long a verify waits for the registry's answer (DESIGN §4). */
export const REGISTRATION_WAIT_MS = 2_000;

/** Verifies a PIN, or approves a device without one, and waits for the registry. */
@Injectable()
export class VerifyPairing {
  constructor(
    private readonly commands: CommandBus,
    private readonly watch: PairingWatch,
  ) {}

  /** Answers `DeviceRegistered`, or `PinVerified` when `waits` is false or the registry takes longer than 2 s. */
  async verify(
    request: RequestOf<typeof pairingCommands.verifyPin>,
    waits: boolean,
  ): Promise<VerifiedPinAnswer> {
    const verified = valueOf(await this.commands.send(pairingCommands.verifyPin, request));
    return this.registered(request.ownerId, verified, waits);
  }

  /** As `verify`, of a device that shows no PIN. */
  async approve(
    request: RequestOf<typeof pairingCommands.approvePairing>,
    waits: boolean,
  ): Promise<VerifiedPinAnswer> {
    const approved = valueOf(await this.commands.send(pairingCommands.approvePairing, request));
    return this.registered(request.ownerId, approved, waits);
  }

  private async registered(
    ownerId: string,
    verified: VerifiedPin,
    waits: boolean,
  ): Promise<VerifiedPinAnswer> {
    if (!waits || verified.state === 'DeviceRegistered') return { success: true, ...verified };
    const ending = await this.watch.ending(verified.pairingId, REGISTRATION_WAIT_MS);
    const latest = ending ?? (await this.readAgain(ownerId, verified.pairingId));
    return { success: true, ...valueOf(registrationOf(verified, latest)) };
  }

  private async readAgain(ownerId: string, pairingId: string): Promise<PairingView | undefined> {
    const reply = await this.commands.send(pairingCommands.getPairing, { pairingId, reader: { ownerId } });
    return reply.ok ? reply.value : undefined;
  }
}

/** What the verify answers, given how the pairing stands now. */
export function registrationOf(
  verified: VerifiedPin,
  latest: Pick<PairingView, 'state' | 'reason'> | undefined,
): Reply<VerifiedPin> {
  if (latest?.state === 'Failed')
    return refused(latest.reason ? codeOfFailure(latest.reason) : 'invalid_transition');
  const state = latest?.state === 'DeviceRegistered' ? 'DeviceRegistered' : verified.state;
  return { ok: true, value: { ...verified, state } };
}
