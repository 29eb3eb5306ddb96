import TestSequencer from '@jest/test-sequencer';

/** The types are those of the CommonJS build, where the class is at `default`. */
const Sequencer = /** @type {typeof TestSequencer.default} */ (/** @type {unknown} */ (TestSequencer));

/** Project after project, as they are listed; remembers nothing. */
export default class AsListed extends Sequencer {
  /**
   * @override
   * @template Tests
   * @param {Tests} tests
   */
  sort(tests) {
    return tests;
  }

  /** @override */
  cacheResults() {}
}
