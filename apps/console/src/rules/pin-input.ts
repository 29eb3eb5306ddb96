export const PIN_LENGTH = 6;

/** The digits of what was typed or pasted (`482 913` too), at most six. */
export const pinDigits = (typed: string): string => typed.replace(/\D/g, '').slice(0, PIN_LENGTH);

/** What is wrong with a PIN before it is sent; undefined when nothing is. */
export function pinComplaint(pin: string): string | undefined {
  if (pin.length < PIN_LENGTH) return 'The PIN has 6 digits.';
  return pin.startsWith('0') ? 'A PIN never starts with 0. Look at the device again.' : undefined;
}
