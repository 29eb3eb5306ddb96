import { ok, refuse, type Result } from './result.js';

const LOWEST_PIN = 100_000;
const PIN_COUNT = 900_000;
const DRAW_BYTES = 4;
/** The largest multiple of PIN_COUNT below 2^32: draws at or above it would favour the low PINs. */
const UNBIASED_DRAWS = Math.floor(2 ** 32 / PIN_COUNT) * PIN_COUNT;

export type PinError = { readonly kind: 'RandomnessExhausted' };

/**
 * A PIN from 100000 to 999999, each equally likely, from random bytes read four at a time.
 * `RandomnessExhausted` when every draw was rejected (one draw in 6,500 is): call again with new bytes.
 */
export function pinFromRandomBytes(bytes: Uint8Array): Result<string, PinError> {
  for (let start = 0; start + DRAW_BYTES <= bytes.length; start += DRAW_BYTES) {
    const draw = bytes.slice(start, start + DRAW_BYTES).reduce((value, byte) => value * 256 + byte, 0);
    if (draw < UNBIASED_DRAWS) return ok(String(LOWEST_PIN + (draw % PIN_COUNT)));
  }
  return refuse({ kind: 'RandomnessExhausted' });
}
