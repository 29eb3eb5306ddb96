import { describe, expect, it } from '@jest/globals';
import jsQrModule from 'jsqr';
import { drawQrCode, qrCodeWidth } from './qr-code.js';

// A CommonJS module whose default is the function, or holds it, by who loads it.
const jsQr = ((jsQrModule as { default?: unknown }).default ?? jsQrModule) as typeof jsQrModule.default;

const LINK = `http://192.168.178.200:6969/join?token=${'aB3_'.repeat(10)}xyz`;
const SCALE = 4;

type Shade = 'black' | 'white';
interface Theme {
  readonly foreground: Shade;
  readonly background: Shade;
}
const DARK: Theme = { foreground: 'white', background: 'black' };
const LIGHT: Theme = { foreground: 'black', background: 'white' };

const COLOURS: Readonly<Record<string, Partial<Theme>>> = {
  '38;5;16': { foreground: 'black' },
  '48;5;231': { background: 'white' },
  '30': { foreground: 'black' },
  '47': { background: 'white' },
};

/** The modules that a terminal of a theme shows, row by row: two of each cell. */
function shown(lines: readonly string[], theme: Theme): readonly (readonly Shade[])[] {
  return lines.flatMap((line) => {
    let colours = theme;
    const upper: Shade[] = [];
    const lower: Shade[] = [];
    // oxlint-disable-next-line no-control-regex
    for (const [part, sgr] of line.matchAll(/\x1b\[([\d;]*)m|./gu)) {
      if (sgr !== undefined) {
        const known =
          sgr === '0' ? [theme] : (sgr.match(/[34]8;5;\d+|\d+/g) ?? []).map((one) => COLOURS[one]);
        colours = Object.assign({}, colours, ...known) as Theme;
        continue;
      }
      const { foreground, background } = colours;
      upper.push('▀█'.includes(part) ? foreground : background);
      lower.push('▄█'.includes(part) ? foreground : background);
    }
    return [upper, lower];
  });
}

/** What a camera reads that knows black on white only. */
function read(modules: readonly (readonly Shade[])[]): string | undefined {
  const [width, height] = [(modules[0]?.length ?? 0) * SCALE, modules.length * SCALE];
  const pixels = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      if (modules[Math.floor(y / SCALE)]?.[Math.floor(x / SCALE)] === 'black')
        pixels.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
  return jsQr(pixels, width, height, { inversionAttempts: 'dontInvert' })?.data;
}

describe('the QR code of the terminal', () => {
  it.each([
    ['a dark theme with 256 colours', DARK, { isTerminal: true, colorDepth: 8 }],
    ['a light theme with 256 colours', LIGHT, { isTerminal: true, colorDepth: 8 }],
    ['a dark theme with 16 colours', DARK, { isTerminal: true, colorDepth: 4 }],
    ['a light theme with 16 colours', LIGHT, { isTerminal: true, colorDepth: 4 }],
    ['a dark terminal without colours', DARK, { isTerminal: true, colorDepth: 1 }],
    ['a file on white paper', LIGHT, { isTerminal: false, colorDepth: 24 }],
  ])('is black on white, with four modules of white around it, in %s', (_where, theme, canvas) => {
    const modules = shown(drawQrCode(LINK, canvas), theme);
    expect(read(modules)).toBe(LINK);
    const quiet = [
      ...modules.slice(0, 4),
      ...modules.slice(-4),
      ...modules.flatMap((row) => [row.slice(0, 4), row.slice(-4)]),
    ];
    expect(quiet.flat().every((shade) => shade === 'white')).toBe(true);
    expect(modules[0]).toHaveLength(qrCodeWidth(LINK));
  });

  it('has no escape sequence where there are no colours', () => {
    for (const canvas of [
      { isTerminal: false, colorDepth: 24 },
      { isTerminal: true, colorDepth: 1 },
    ])
      expect(drawQrCode(LINK, canvas).join('')).not.toContain('\x1b');
  });
});
