import type { MeshNode, PinVerifiedEvent } from '@meshpair/domain';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { poolOf } from '../data-source.js';
import type {
  AddressHolders,
  AddressQuestion,
  ClaimOutcome,
  ConsoleSessionRecord,
  DecideRegistration,
  ListedNode,
  NewConsoleSession,
  OwnerRecord,
  PeerTokenRefresh,
  RefreshOutcome,
  RegistrationOutcome,
  RegistryStore,
  SessionRecord,
  StoredRegistration,
  TokenRecord,
} from '../registry-store.js';
import { claimTokens } from './claim-tokens.js';
import { ConsoleSessions } from './console-sessions.js';
import { Credentials } from './credentials.js';
import { MeshNodes } from './mesh-nodes.js';
import { Owners } from './owners.js';
import { refreshPeerToken } from './refresh-peer-token.js';
import { registerDevices } from './register-devices.js';
import { RegistrationEntity } from './registration.entity.js';

/** The tables of the `registry` schema. Takes an initialized data source. */
export class PostgresRegistryStore implements RegistryStore {
  readonly #pool: Pool;
  readonly #nodes: MeshNodes;
  readonly #credentials: Credentials;
  readonly #owners: Owners;
  readonly #consoles: ConsoleSessions;

  constructor(private readonly source: DataSource) {
    this.#pool = poolOf(source);
    this.#nodes = new MeshNodes(this.#pool);
    this.#credentials = new Credentials(this.#pool);
    this.#owners = new Owners(source);
    this.#consoles = new ConsoleSessions(this.#pool);
  }

  register(
    requests: readonly PinVerifiedEvent[],
    decide: DecideRegistration,
  ): Promise<readonly RegistrationOutcome[]> {
    return registerDevices(this.#pool, requests, decide);
  }

  async findRegistration(pairingId: string): Promise<StoredRegistration | undefined> {
    const row = await this.source.getRepository(RegistrationEntity).findOneBy({ pairingId });
    if (!row) return undefined;
    return {
      pairingId: row.pairingId,
      ownerId: row.ownerId,
      kind: row.kind as StoredRegistration['kind'],
      nodeId: row.nodeId ?? undefined,
      sessionId: row.sessionId ?? undefined,
      peerTokenId: row.peerTokenId ?? undefined,
    };
  }

  claim(
    requests: readonly { readonly ownerId: string; readonly pairingId: string }[],
    now: Date,
    windowSeconds: number,
  ): Promise<readonly ClaimOutcome[]> {
    return claimTokens(this.#pool, requests, now, windowSeconds);
  }

  listNodes(
    ownerId: string,
    options: { readonly after?: string; readonly limit: number; readonly except?: string },
  ): Promise<readonly ListedNode[]> {
    return this.#nodes.list(ownerId, options);
  }

  findNode(ownerId: string, nodeId: string): Promise<MeshNode | undefined> {
    return this.#nodes.find(ownerId, nodeId);
  }

  nodesAt(questions: readonly AddressQuestion[]): Promise<readonly AddressHolders[]> {
    return this.#nodes.nodesAt(questions);
  }

  updateNode(
    ownerId: string,
    nodeId: string,
    changes: { readonly name?: string; readonly permissions?: readonly string[] },
    now: Date,
  ): Promise<MeshNode | undefined> {
    return this.#nodes.update(ownerId, nodeId, changes, now);
  }

  removeNode(ownerId: string, nodeId: string, now: Date): Promise<'removed' | 'not_found' | 'is_host'> {
    return this.#nodes.remove(ownerId, nodeId, now);
  }

  touchNode(ownerId: string, nodeId: string, now: Date): Promise<MeshNode | undefined> {
    return this.#nodes.touch(ownerId, nodeId, now);
  }

  upsertHostNode(ownerId: string, node: MeshNode): Promise<void> {
    return this.#nodes.upsertHost(ownerId, node);
  }

  useSession(sessionId: string, now: Date, idleSeconds: number): Promise<SessionRecord | undefined> {
    return this.#credentials.useSession(sessionId, now, idleSeconds);
  }

  findSession(sessionId: string, now: Date): Promise<SessionRecord | undefined> {
    return this.#credentials.findSession(sessionId, now);
  }

  findPeerToken(tokenId: string, now: Date): Promise<TokenRecord | undefined> {
    return this.#credentials.findPeerToken(tokenId, now);
  }

  revokeSession(ownerId: string, sessionId: string, now: Date): Promise<void> {
    return this.#credentials.revokeSession(ownerId, sessionId, now);
  }

  revokePeerToken(ownerId: string, tokenId: string, now: Date): Promise<void> {
    return this.#credentials.revokePeerToken(ownerId, tokenId, now);
  }

  refreshPeerToken(request: PeerTokenRefresh): Promise<RefreshOutcome> {
    return refreshPeerToken(this.#pool, request);
  }

  authenticateOwner(keyId: string, secretDigest: string): Promise<OwnerRecord | undefined> {
    return this.#owners.authenticate(keyId, secretDigest);
  }

  ensureFirstOwner(
    owner: Parameters<RegistryStore['ensureFirstOwner']>[0],
  ): Promise<{ readonly owner: OwnerRecord; readonly created: boolean }> {
    return this.#owners.ensureFirst(owner);
  }

  hasOwner(): Promise<boolean> {
    return this.#owners.hasOne();
  }

  openConsoleByKey(session: NewConsoleSession, keyId: string): Promise<ConsoleSessionRecord | undefined> {
    return this.#consoles.openByKey(session, keyId);
  }

  openConsoleByCode(
    session: NewConsoleSession,
    codeDigest: string,
  ): Promise<ConsoleSessionRecord | undefined> {
    return this.#consoles.openByCode(session, codeDigest);
  }

  useConsole(sessionDigest: string, now: Date): Promise<ConsoleSessionRecord | undefined> {
    return this.#consoles.use(sessionDigest, now);
  }

  closeConsole(sessionDigest: string): Promise<void> {
    return this.#consoles.close(sessionDigest);
  }

  addSignInCode(codeDigest: string, now: Date, expiresAt: Date): Promise<boolean> {
    return this.#consoles.addSignInCode(codeDigest, now, expiresAt);
  }

  async pruneEnded(before: Date, limit: number): Promise<number> {
    const credentials = await this.#credentials.pruneEnded(before, limit);
    return credentials + (await this.#consoles.prune(before, limit - credentials));
  }

  pruneRegistrations(before: Date, limit: number): Promise<number> {
    return this.#credentials.pruneRegistrations(before, limit);
  }
}
