import { Module } from '@nestjs/common';
import { AuditTrail } from './audit-trail.js';
import { CredentialWatch } from './credential-watch.js';
import { LiveStreams } from './live-streams.js';
import { MeshWatch } from './mesh-watch.js';
import { PairingEvents } from './pairing-events.js';
import { PairingWatch } from './pairing-watch.js';
import { PeerEvents } from './peer-events.js';
import { StreamSlots } from './stream-slots.js';

@Module({
  providers: [
    AuditTrail,
    CredentialWatch,
    LiveStreams,
    MeshWatch,
    PairingEvents,
    PairingWatch,
    PeerEvents,
    StreamSlots,
  ],
  exports: [AuditTrail, PairingEvents, PairingWatch, PeerEvents, StreamSlots],
})
export class LiveModule {}
