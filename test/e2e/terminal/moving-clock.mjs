// Loaded before a program (`--import`): as many milliseconds as it is sent pass at once, for its clock and its timers.

const RealDate = Date;
const { setTimeout: begin, clearTimeout: end } = globalThis;
/** @type {Map<NodeJS.Timeout, { at: number, fire: () => void }>} */
const pending = new Map();
let ahead = 0;

class MovedDate extends RealDate {
  /** @param {[] | [string | number | Date]} given */
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + ahead);
    else super(...given);
  }

  static now() {
    return RealDate.now() + ahead;
  }
}

/**
 * @param {(...args: unknown[]) => void} run
 * @param {number} ms
 * @param {unknown[]} args
 */
function setMovedTimeout(run, ms = 0, ...args) {
  const fire = () => {
    pending.delete(timer);
    run(...args);
  };
  const timer = begin(fire, ms);
  pending.set(timer, { at: MovedDate.now() + ms, fire });
  return timer;
}

/** @param {NodeJS.Timeout} timer */
function clearMovedTimeout(timer) {
  pending.delete(timer);
  end(timer);
}

Object.assign(globalThis, {
  Date: MovedDate,
  setTimeout: setMovedTimeout,
  clearTimeout: clearMovedTimeout,
});

process.on('message', (ms) => {
  ahead += Number(ms);
  for (const [timer, { at, fire }] of [...pending]) {
    if (at > MovedDate.now()) continue;
    end(timer);
    fire();
  }
});
// It alone does not keep the program.
process.channel?.unref();
