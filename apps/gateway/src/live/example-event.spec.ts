import type { CloudEvent } from '@meshpair/contracts';

/** An event of the pairing `p1`. */
export const exampleEvent = (sequence: number, type: CloudEvent['type'] = 'DeviceScanned'): CloudEvent => ({
  specversion: '1.0',
  id: `p1.${sequence}`,
  source: '/meshpair/pairing',
  type,
  subject: 'p1',
  time: '2026-01-01T00:00:00.000Z',
  datacontenttype: 'application/json',
  ownerid: 'o1',
  sequence,
  data: {},
});
