import type { HttpClient } from './http-client.js';
import { waitFor } from './wait-for.js';

type AuditEvents = readonly Readonly<Record<string, unknown>>[];

/**
 * An owner's events of one pairing, as soon as there are so many. The trail ends before the oldest transaction that is
 * open anywhere in the Postgres cluster: beside other tests it lags behind what was answered.
 */
export const auditTrail = (
  client: HttpClient,
  bearer: string,
  pairingId: string,
  count: number,
): Promise<AuditEvents> =>
  waitFor(
    async () => {
      const { body } = await client.call({ path: `/audit/events?pairingId=${pairingId}`, bearer });
      const items = body.items as AuditEvents;
      return items.length >= count && items;
    },
    { message: `${count} events of the pairing are in the trail` },
  );
