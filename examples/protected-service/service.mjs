/**
 * A service for the peers of a mesh, and nobody else.
 *
 *     MESH_URL=http://192.168.1.20:6969 MESH_OWNER=<owner id> PUBLIC_URL=http://192.168.1.30:8080 node service.mjs
 *
 * It needs the package jose, and asks the gateway for its public keys only. MESH_KEYS=<file> instead of MESH_URL is a saved
 * copy of /.well-known/jwks.json: then it asks nobody.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createLocalJWKSet, createRemoteJWKSet } from 'jose';
import { verifyPeer } from './verifier.mjs';

const { MESH_URL, MESH_KEYS, MESH_OWNER: owner, PUBLIC_URL: publicUrl } = process.env;
const keys = MESH_KEYS
  ? createLocalJWKSet(JSON.parse(readFileSync(MESH_KEYS, 'utf8')))
  : createRemoteJWKSet(new URL(`${MESH_URL}/.well-known/jwks.json`));

const server = createServer(async (request, response) => {
  try {
    const { sub } = await verifyPeer(request, { keys, owner, publicUrl });
    response.end(`Hello ${sub}\n`);
  } catch (error) {
    response.writeHead(401, { 'www-authenticate': 'Bearer, DPoP algs="Ed25519 EdDSA ES256"' });
    response.end(`${error.message}\n`);
  }
});
server.listen(Number(new URL(publicUrl).port), () => console.log(`Listening for ${publicUrl}`));
