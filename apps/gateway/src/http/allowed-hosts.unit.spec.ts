import { describe, expect, it } from '@jest/globals';
import { allowedHosts } from './allowed-hosts.js';

const SETTINGS = {
  HOST: '0.0.0.0',
  PUBLIC_URL: 'https://Mesh.Example:8443/path',
  HOST_NODE_NAME: 'Attic',
  ALLOWED_HOSTS: ['pair.home.arpa', 'bücher.example'],
};
const isAllowed = allowedHosts(SETTINGS, 'desktop.lan');

describe('the names of a gateway', () => {
  it.each([
    '127.0.0.1',
    '192.168.1.20:6969',
    '[::1]:6969',
    '[2001:db8::1]',
    'localhost',
    'LOCALHOST:6969',
    'app.localhost',
    'desktop',
    'desktop.lan:6969',
    'attic',
    'Attic.local',
    'anything.local:6969',
    'mesh.example',
    'mesh.example:8443',
    'MESH.EXAMPLE.',
    'pair.home.arpa',
    'xn--bcher-kva.example',
  ])('%s is one', (host) => {
    expect(isAllowed(host)).toBe(true);
  });

  it.each([
    'evil.example',
    'evil.example:6969',
    '192.168.1.20.nip.io',
    'localhost.evil.example',
    'local',
    'evil-local',
    'mesh.example.evil.example',
    'sub.mesh.example',
    'desktop.evil.example',
    'user@localhost',
    'localhost/evil',
    'localhost:6969:1',
    '[::1',
    'local host',
    '.',
    '',
  ])('%s is none', (host) => {
    expect(isAllowed(host)).toBe(false);
  });
});
