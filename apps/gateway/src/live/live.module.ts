import { Module } from '@nestjs/common';
import { AuditTrail } from './audit-trail.js';
import { CredentialWatch } from './credential-watch.js';
import { LiveStreams } from './live-streams.js';
import { MeshWatch } from './mesh-watch.js';
import { PairingEvents } from './pairing-events.js';
import { PairingWatch } from './pairing-watch.js';
import { StreamSlots } from './stream-slots.js';

@Module({
  providers: [AuditTrail, CredentialWatch, LiveStreams, MeshWatch, PairingEvents, PairingWatch, StreamSlots],
  exports: [AuditTrail, PairingEvents, PairingWatch, StreamSlots],
})
export class LiveModule {}
