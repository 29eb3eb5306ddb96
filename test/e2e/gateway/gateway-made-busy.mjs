// The gateway as it is built; told a number of milliseconds, it says so and does nothing else for as long.
import '../../../apps/gateway/bundle/main.js';

process.on('message', (milliseconds) => {
  process.send?.('busy');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(milliseconds));
});
