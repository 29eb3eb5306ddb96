import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pairingCommands, registryCommands, webhookCommands } from '@meshpair/contracts';
import { ALL_EVENT_TYPES } from '@meshpair/domain';
import { type LoneGateway, startLoneGateway } from '@meshpair/testing';

interface AsyncApi {
  readonly channels: Readonly<Record<string, { readonly address: string | null }>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

describe('/asyncapi.json', () => {
  let gateway: LoneGateway;
  let document: AsyncApi;

  beforeAll(async () => {
    gateway = await startLoneGateway();
    document = (await (await fetch(new URL('/asyncapi.json', gateway.baseUrl))).json()) as AsyncApi;
  });

  afterAll(() => gateway.stop());

  const addresses = (): readonly unknown[] => Object.values(document.channels).map(({ address }) => address);

  it('describes every event', () => {
    for (const type of ALL_EVENT_TYPES) expect(addresses()).toContain(`meshpair.events.${type}.{subject}`);
  });

  it('describes every command', () => {
    const subjects = [
      ...Object.values(pairingCommands),
      ...Object.values(registryCommands),
      ...Object.values(webhookCommands),
    ].flatMap((each) => (typeof each === 'object' && 'subject' in each ? [each.subject] : []));
    expect(subjects.length).toBeGreaterThan(30);
    for (const subject of subjects) expect(addresses()).toContain(subject);
  });

  it('points only to what is there', () => {
    const references = JSON.stringify(document).match(/"#\/components\/[^"]+"/g) ?? [];
    for (const reference of new Set(references)) {
      const [, , group = '', name = ''] = reference.slice(1, -1).split('/');
      expect(document.components[group]).toHaveProperty(name);
    }
  });
});
