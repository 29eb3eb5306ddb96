/** Stops the servers of the run. */
export default async function globalTeardown() {
  await /** @type {import('./global-setup.mjs').Shared} */ (globalThis).meshpairTestServers?.stop();
}
