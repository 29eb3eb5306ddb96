import { create } from 'qrcode';

/** Modules of white around the code (ISO/IEC 18004 §6.3.8). */
const QUIET_ZONE = 4;

/** How a cell says which of its two modules, upper and lower, are dark: by ink on paper. */
const DARK_INK = { neither: ' ', upper: '▀', lower: '▄', both: '█' } as const;
const LIGHT_INK = { neither: '█', upper: '▄', lower: '▀', both: ' ' } as const;

/** What the terminal can do: colours as Node's `getColorDepth` tells them, and whether it is one. */
export interface Canvas {
  readonly isTerminal: boolean;
  /** Bits; 1 is no colours (NO_COLOR, a dumb terminal). */
  readonly colorDepth: number;
}

/**
 * The lines of a QR code, two modules a cell. Black on white whatever the theme: from the colour cube, which themes
 * leave alone. Without colours a terminal is taken for dark, and a file for white paper.
 */
export function drawQrCode(text: string, { isTerminal, colorDepth }: Canvas): readonly string[] {
  const { size, data } = create(text, { errorCorrectionLevel: 'L' }).modules;
  const isDark = (row: number, column: number): boolean =>
    row >= 0 && row < size && column >= 0 && column < size && data[row * size + column] === 1;
  const isPlainTerminal = isTerminal && colorDepth < 4;
  const ink = isPlainTerminal ? LIGHT_INK : DARK_INK;
  const [begin, end] = coloursFor(isTerminal ? colorDepth : 1);
  const lines: string[] = [];
  for (let row = -QUIET_ZONE; row < size + QUIET_ZONE; row += 2) {
    let line = '';
    for (let column = -QUIET_ZONE; column < size + QUIET_ZONE; column += 1) {
      const [upper, lower] = [isDark(row, column), isDark(row + 1, column)];
      line += ink[upper ? (lower ? 'both' : 'upper') : lower ? 'lower' : 'neither'];
    }
    lines.push(`${begin}${line}${end}`);
  }
  return lines;
}

/** The columns that the code of a text takes. */
export const qrCodeWidth = (text: string): number =>
  create(text, { errorCorrectionLevel: 'L' }).modules.size + 2 * QUIET_ZONE;

function coloursFor(colorDepth: number): readonly [string, string] {
  if (colorDepth >= 8) return ['\x1b[38;5;16;48;5;231m', '\x1b[0m'];
  return colorDepth >= 4 ? ['\x1b[30;47m', '\x1b[0m'] : ['', ''];
}
