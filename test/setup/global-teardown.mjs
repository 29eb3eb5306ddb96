/** Stops the servers of the run. */
export default async function globalTeardown() {
  await globalThis.meshpairTestServers?.stop();
}
