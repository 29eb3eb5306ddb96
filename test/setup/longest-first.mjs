import TestSequencer from '@jest/test-sequencer';

/** The types are those of the CommonJS build, where the class is at `default`. */
const Sequencer = /** @type {typeof TestSequencer.default} */ (/** @type {unknown} */ (TestSequencer));

/** @typedef {Parameters<InstanceType<typeof Sequencer>['sort']>[0]} Tests */

/** Whole installs, whole meshes broken on purpose, and browsers: begun last, each would keep one core waiting. */
const LONGEST = [
  'faults.e2e',
  'containers.e2e',
  'first-start.e2e',
  'browser/pairing.e2e',
  'slow-clients.e2e',
  'launcher.e2e',
  'owners.e2e',
  'lifecycle.e2e',
  'https.e2e',
  'terminal/terminal.e2e',
  'fuzz.e2e',
  'privilege.e2e',
  'revoked-streams.e2e',
  'full-disk.e2e',
  'cleanup-worker.int',
  'stream-keeper.int',
  'outbox-relay.int',
  'process-ledger.int',
];

/** The longest files first, so that all workers are done at about the same time; a fresh clone has measured nothing yet. */
export default class LongestFirst extends Sequencer {
  /**
   * @override
   * @param {Tests} tests
   */
  sort(tests) {
    /** @param {Tests[number]} test */
    const rank = ({ path }) => {
      const place = LONGEST.findIndex((part) => path.endsWith(`${part}.spec.ts`));
      return place === -1 ? LONGEST.length : place;
    };
    return [.../** @type {Tests} */ (super.sort(tests))].sort((one, other) => rank(one) - rank(other));
  }
}
