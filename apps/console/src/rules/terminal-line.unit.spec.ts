import { describe, expect, it } from '@jest/globals';
import { terminalLine } from './terminal-line.js';

const known = { sha256: 'a'.repeat(64), certificateSha256: 'b'.repeat(64) };

describe('the line for a device’s terminal', () => {
  it('fetches the file from where the link leads, with its digest, and runs it', () => {
    const link = 'http://192.168.1.20:6969/join?token=abc';
    const line = terminalLine(link, known);
    expect(line).toMatch(/^node -e '[^'"]+' 'http:\/\/192\.168\.1\.20:6969\/cli\.mjs' a{64} && /);
    expect(line).toMatch(/ && node meshpair\.mjs join 'http:\/\/192\.168\.1\.20:6969\/join\?token=abc'$/);
  });

  it('keeps the path of a mesh behind a proxy', () => {
    const line = terminalLine('https://home.example/mesh/join?token=abc', {
      ...known,
      certificateSha256: null,
    });
    expect(line).toContain(` 'https://home.example/mesh/cli.mjs' `);
    expect(line).not.toContain('--pin');
  });

  it('gives a setup key by standard input, which no list of processes shows', () => {
    const link = `https://home.example/mesh/join#setup-key=mps_k3v9x2ab_${'A'.repeat(43)}`;
    const line = terminalLine(link, { ...known, certificateSha256: null });
    expect(line).toContain(` 'https://home.example/mesh/cli.mjs' `);
    expect(line.split(' && ')[1]).toBe(`echo '${link}' | node meshpair.mjs join --setup-key-file -`);
    expect(terminalLine(link, known)).toMatch(/ join --setup-key-file - --pin b{64}$/);
  });

  it('names the certificate that the gateway has made itself', () => {
    expect(terminalLine('https://192.168.1.20:6969/join?token=abc', known)).toMatch(/ --pin b{64}$/);
  });
});
