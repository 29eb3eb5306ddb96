import Sequencer from '@jest/test-sequencer';

/** Whole installs, whole meshes broken on purpose, and browsers: begun last, each would keep one core waiting. */
const LONGEST = [
  'first-start',
  'containers',
  'faults',
  'overload',
  'browser/',
  'fuzz',
  'owners',
  'launcher',
  'cleanup-worker',
];

/** The longest files first, so that all workers are done at about the same time; a fresh clone has measured nothing yet. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const place = LONGEST.findIndex((part) => path.includes(`${part}.`) || path.includes(`/${part}`));
      return place === -1 ? LONGEST.length : place;
    };
    return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other));
  }
}
