import { SAFEGUARDS, textsWithout } from './safeguards.mjs';

const missing = SAFEGUARDS.flatMap((safeguard) => {
  try {
    textsWithout(safeguard);
    return [];
  } catch (error) {
    return [String(error)];
  }
});
missing.forEach((each) => console.error(each));
console.log(`${SAFEGUARDS.length} safeguards, ${missing.length} of them not where they are said to be`);
process.exitCode = missing.length === 0 ? 0 : 1;
