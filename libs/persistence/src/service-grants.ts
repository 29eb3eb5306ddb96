/** The services that keep something in Postgres; each has a role of its own. */
export const DATABASE_SERVICES = ['pairing', 'registry', 'cleanup', 'audit', 'webhooks'] as const;
export type DatabaseService = (typeof DATABASE_SERVICES)[number];

/** Rights by table; a column in parentheses is all that the right reaches. */
type TableRights = Readonly<Record<string, string>>;

interface ServiceGrants {
  /** The schema that is the service's own: all rows of its tables, the exceptions below aside. */
  readonly own?: string;
  readonly tables: TableRights;
  /** Functions that do for it what it may not do itself. */
  readonly executes?: readonly string[];
}

/** An event is never changed. Only the cleanup deletes. */
const APPEND_ONLY = 'select, insert';

/** What is still to publish: a row goes with the stream's acknowledgement. */
const OUTBOX = 'select, insert, delete';

/**
 * What each role may do. A table that a later migration adds to a service's own schema is the service's to read and
 * write; what the cleanup needs of it must be named here. `for update` takes an update right on some column: the
 * cleanup's are on columns that mean nothing to anyone.
 */
export const SERVICE_GRANTS: Readonly<Record<DatabaseService, ServiceGrants>> = {
  pairing: {
    own: 'pairing',
    tables: {
      'pairing.migrations': '',
      'pairing.audit_epochs': 'select',
      'pairing.pairing_states': 'select, insert, update',
      'pairing.pairing_events': APPEND_ONLY,
      'pairing.pairing_outbox': OUTBOX,
      // Its part of the audit trail, which pairing reads.
      'registry.mesh_events': 'select',
      // The chain over both, which it hands out.
      'audit.segments': 'select',
      'audit.progress': 'select',
      'audit.signing_keys': 'select',
    },
  },
  registry: {
    own: 'registry',
    tables: {
      'registry.migrations': '',
      'registry.owners': 'select, update (device_count)',
      'registry.owner_keys': 'select, update (revoked_at, last_used_at)',
      'registry.people': 'select, update (name, removed_at)',
      'registry.invitations': 'select, update (revoked_at)',
      'registry.setup_keys': 'select, update (used, last_used_at, revoked_at)',
      'registry.setup_key_uses': 'select, insert, update (node_id, used_at), delete',
      'registry.audit_keys': 'select, insert, update (revoked_at)',
      'registry.passkeys': 'select, update (sign_count, is_backed_up, last_used_at), delete',
      'registry.linked_accounts': 'select, update (last_used_at), delete',
      'registry.credential_permits': '',
      'registry.spent_challenges': 'select, insert',
      'registry.issued_tokens': 'select, insert, update',
      'registry.device_sessions': 'select, insert, update',
      'registry.registrations': 'select, insert, update',
      'registry.registration_events': APPEND_ONLY,
      'registry.registration_outbox': `${OUTBOX}, update (is_held_back)`,
      'registry.mesh_events': APPEND_ONLY,
      'registry.mesh_outbox': OUTBOX,
    },
    executes: [
      'registry.add_owner_key(text, text, text, text, text)',
      'registry.add_owner(text, text, text, text, text, text, text)',
      'registry.invite_person(text, text, text, text, text, text, text, integer)',
      'registry.accept_invitation(text, text, text, text)',
      'registry.change_role(text, text, text, text, text)',
      'registry.permit_credential(text, text, text, text, text)',
      'registry.add_passkey(text, text, text, text, text, bytea, bigint, text[], boolean, text)',
      'registry.link_account(text, text, text, text, text)',
      'registry.make_setup_key(text, text, text, text, text, text, integer, integer, text[], text[], integer, boolean, text)',
    ],
  },
  webhooks: {
    own: 'webhooks',
    tables: { 'webhooks.migrations': '' },
    executes: ['registry.record_webhook_events(json)'],
  },
  cleanup: {
    tables: {
      'pairing.pairing_states': 'select, insert, update, delete',
      'pairing.live_pairings': 'select, insert, update, delete',
      'pairing.pairing_events': 'select (position, pairing_id, occurred_at), insert, delete',
      'pairing.pairing_outbox': 'select (position), insert',
      'pairing.rate_counters': 'select (limit_name, subject, window_number), update (granted), delete',
      'pairing.device_requests': 'select (request_id, expires_at), update (polled_at), delete',
      'registry.console_sessions': 'select (session_digest, expires_at), update (last_used_at), delete',
      'registry.sign_in_codes': 'select (code_digest, expires_at), update (created_at), delete',
      'registry.spent_challenges': 'select, update (expires_at), delete',
      'registry.credential_permits': 'select (permit_digest, expires_at), update (created_at), delete',
      'registry.invitations': 'select (invitation_id, expires_at), update (revoked_at), delete',
      'registry.setup_keys': 'select (setup_key_id, expires_at), update (last_used_at), delete',
      'registry.device_sessions':
        'select (session_id, expires_at, revoked_at, removal_id), update (created_at), delete',
      'registry.issued_tokens':
        'select (token_id, expires_at, revoked_at, removal_id), update (issued_at), delete',
      'registry.registrations': 'select (pairing_id, created_at), update (created_at), delete',
      'registry.registration_events': 'select (position, pairing_id), delete',
      'registry.registration_outbox': 'select (position)',
      'registry.mesh_events': 'select (position, occurred_at), delete',
      'registry.mesh_outbox': 'select (position)',
    },
  },
  audit: {
    own: 'audit',
    tables: {
      'audit.migrations': '',
      'audit.segments': 'select, insert, update (signed_at, signature), delete',
      'audit.progress': 'select, update',
      'audit.signing_keys': 'select, insert',
      'pairing.pairing_events': 'select',
      'registry.mesh_events': 'select',
    },
  },
};

/** Every right on the rows of a table, and none on its shape. */
export const ALL_ROWS = 'select, insert, update, delete';

/** BullMQ's schemas in Postgres. It makes a sequence for each new queue, so the role may create there. */
export const JOB_QUEUE_SCHEMAS: Partial<Readonly<Record<DatabaseService, string>>> = {
  cleanup: 'cleanup',
  webhooks: 'webhook_jobs',
};
