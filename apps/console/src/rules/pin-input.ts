export const PIN_LENGTH = 6;

/** The digits of what was typed or pasted (`482 913` too), at most six. */
export const pinDigits = (typed: string): string => typed.replace(/\D/g, '').slice(0, PIN_LENGTH);

/** What is wrong with a PIN before it is sent; undefined when nothing is. */
export function pinComplaint(pin: string): string | undefined {
  if (pin.length < PIN_LENGTH) return 'The PIN has 6 digits.';
  return pin.startsWith('0') ? 'A PIN never starts with 0. Look at the device again.' : undefined;
}

/** After a wrong PIN. */
export function attemptsWords(attemptsLeft: number | undefined): string {
  const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
  if (attemptsLeft === undefined) return 'That is not the PIN on the device.';
  const left = NUMBERS[attemptsLeft] ?? String(attemptsLeft);
  return `That is not the PIN on the device. You have ${left} ${attemptsLeft === 1 ? 'try' : 'tries'} left.`;
}
