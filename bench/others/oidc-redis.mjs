import { Redis } from 'ioredis';

const connect = () => new Redis(process.env.REDIS_URL ?? '', { enableAutoPipelining: true });

const CONSUMED = new Set(['DeviceCode', 'RefreshToken', 'AuthorizationCode']);

const indexKey = (/** @type {'grant' | 'user-code' | 'uid'} */ index, value) => `oidc:${index}:${value}`;

/** Turns the append-only file on, written to the disk each second, and waits until it is. */
export async function prepare() {
  const redis = connect();
  await redis.config('SET', 'appendfsync', 'everysec');
  await redis.config('SET', 'appendonly', 'yes');
  while (!/aof_rewrite_in_progress:0[^]*aof_rewrite_scheduled:0/.test(await redis.info('persistence')))
    await new Promise((resolve) => setTimeout(resolve, 50));
  await redis.quit();
}

/** An adapter for oidc-provider, with the keys of the one in its examples: an upsert is one MULTI. */
export function makeAdapter() {
  const redis = connect();
  return (kind) => {
    const keyOf = (id) => `oidc:${kind}:${id}`;

    const find = async (id) => {
      if (!CONSUMED.has(kind)) return JSON.parse((await redis.get(keyOf(id))) ?? 'null') ?? undefined;
      const { payload, consumed } = await redis.hgetall(keyOf(id));
      return payload === undefined
        ? undefined
        : { ...JSON.parse(payload), ...(consumed && { consumed: Number(consumed) }) };
    };

    const findBy = async (index, value) => {
      const id = await redis.get(indexKey(index, value));
      return id === null ? undefined : find(id);
    };

    return {
      async upsert(id, payload, expiresIn) {
        const key = keyOf(id);
        const json = JSON.stringify(payload);
        const multi = redis.multi();
        if (CONSUMED.has(kind)) multi.hset(key, 'payload', json).expire(key, expiresIn);
        else multi.set(key, json, 'EX', expiresIn);
        if (kind !== 'Grant' && payload.grantId) {
          const grant = indexKey('grant', payload.grantId);
          multi.sadd(grant, key).expire(grant, expiresIn, 'NX').expire(grant, expiresIn, 'GT');
        }
        if (kind === 'DeviceCode') multi.set(indexKey('user-code', payload.userCode), id, 'EX', expiresIn);
        if (kind === 'Session') multi.set(indexKey('uid', payload.uid), id, 'EX', expiresIn);
        await multi.exec();
      },
      find,
      findByUserCode: (userCode) => findBy('user-code', userCode),
      findByUid: (uid) => findBy('uid', uid),
      consume: (id) => redis.hset(keyOf(id), 'consumed', Math.floor(Date.now() / 1000)),
      destroy: (id) => redis.del(keyOf(id)),
      async revokeByGrantId(grantId) {
        const grant = indexKey('grant', grantId);
        await redis.del(grant, ...(await redis.smembers(grant)));
      },
    };
  };
}
