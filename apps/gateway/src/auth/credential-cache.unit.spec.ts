import { describe, expect, it } from '@jest/globals';
import { accepted, refused, type Reply } from '@meshpair/contracts';
import { CredentialCache } from './credential-cache.js';

function asking(...replies: readonly Reply<string>[]): { ask: () => Promise<Reply<string>>; count: number } {
  const left = [...replies];
  const asking = {
    count: 0,
    ask: async (): Promise<Reply<string>> => {
      asking.count += 1;
      return left.shift() ?? refused('unauthorized');
    },
  };
  return asking;
}

describe('CredentialCache', () => {
  it('asks once for those who ask together, and keeps the yes', async () => {
    const cache = new CredentialCache<string>();
    const registry = asking(accepted('Ada'));
    const together = [1, 2, 3].map(() => cache.get('d', registry.ask));
    expect(await Promise.all(together)).toEqual(['Ada', 'Ada', 'Ada']);
    expect(await cache.get('d', registry.ask)).toBe('Ada');
    expect(registry.count).toBe(1);
  });

  it('keeps no refusal', async () => {
    const cache = new CredentialCache<string>();
    const registry = asking(refused('unauthorized'), accepted('Ada'));
    await expect(cache.get('d', registry.ask)).rejects.toThrow('Credentials are missing or not valid');
    expect(await cache.get('d', registry.ask)).toBe('Ada');
  });

  it('asks again after it was told to forget, even of an answer that was on its way', async () => {
    const cache = new CredentialCache<string>();
    const registry = asking(accepted('Ada'), refused('unauthorized'));
    const underWay = cache.get('d', registry.ask);
    cache.delete('d');
    expect(await underWay).toBe('Ada');
    await expect(cache.get('d', registry.ask)).rejects.toThrow('Credentials are missing or not valid');
  });

  it('lets a yes count for ten minutes while the registry is away, and then no longer', async () => {
    let now = 0;
    const cache = new CredentialCache<string>(() => now);
    const away = async (): Promise<Reply<string>> => refused('service_unavailable');
    await cache.get('d', async () => accepted('Ada'));
    now = 599_999;
    expect(await cache.get('d', away)).toBe('Ada');
    now = 600_000;
    await expect(cache.get('d', away)).rejects.toThrow('A service is not reachable');
  });

  it('lets a yes count for five seconds while the registry says no', async () => {
    let now = 0;
    const cache = new CredentialCache<string>(() => now);
    const says = asking(accepted('Ada'), refused('unauthorized'));
    await cache.get('d', says.ask);
    now = 4_999;
    expect(await cache.get('d', says.ask)).toBe('Ada');
    now = 5_000;
    await expect(cache.get('d', says.ask)).rejects.toThrow('Credentials are missing or not valid');
    await expect(cache.get('d', async () => refused('service_unavailable'))).rejects.toThrow();
  });
});
