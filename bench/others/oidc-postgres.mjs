import pg from 'pg';
import { connectionsPerProcess } from './serve.mjs';

/** Half-filled pages keep an update on its page, and out of the indexes. */
const TABLE = `
  create table oidc (
    kind text not null,
    id text not null,
    payload jsonb not null,
    grant_id text,
    user_code text,
    uid text,
    expires_at timestamptz,
    primary key (kind, id)
  ) with (fillfactor = 50);
  create index on oidc (grant_id) where grant_id is not null;
  create unique index on oidc (user_code) where kind = 'DeviceCode';
  create index on oidc (uid) where kind = 'Session';`;

const STATEMENTS = {
  upsert: `insert into oidc (kind, id, payload, grant_id, user_code, uid, expires_at)
           values ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7))
           on conflict (kind, id) do update
           set payload = excluded.payload, grant_id = excluded.grant_id, expires_at = excluded.expires_at`,
  find: `select payload from oidc where kind = $1 and id = $2`,
  findByUserCode: `select payload from oidc where kind = 'DeviceCode' and user_code = $1`,
  findByUid: `select payload from oidc where kind = 'Session' and uid = $1`,
  consume: `update oidc set payload = payload || jsonb_build_object('consumed', extract(epoch from now())::int)
            where kind = $1 and id = $2`,
  destroy: `delete from oidc where kind = $1 and id = $2`,
  revokeByGrantId: `delete from oidc where grant_id = $1`,
};

const connectionString = process.env.DATABASE_URL;

export async function prepare() {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(TABLE);
  await client.end();
}

/** An adapter for oidc-provider: a statement each, prepared once a connection, a transaction by itself. */
export function makeAdapter() {
  const pool = new pg.Pool({ connectionString, max: connectionsPerProcess, min: connectionsPerProcess });
  /**
   * @param {keyof typeof STATEMENTS} name
   * @param {unknown[]} values
   */
  const run = async (name, ...values) => {
    const { rows } = await pool.query({ name, text: STATEMENTS[name], values });
    return rows[0]?.payload;
  };
  return (kind) => ({
    upsert: (id, payload, expiresIn) =>
      run(
        'upsert',
        kind,
        id,
        JSON.stringify(payload),
        payload.grantId,
        payload.userCode,
        payload.uid,
        expiresIn,
      ),
    find: (id) => run('find', kind, id),
    findByUserCode: (userCode) => run('findByUserCode', userCode),
    findByUid: (uid) => run('findByUid', uid),
    consume: (id) => run('consume', kind, id),
    destroy: (id) => run('destroy', kind, id),
    revokeByGrantId: (grantId) => run('revokeByGrantId', grantId),
  });
}
