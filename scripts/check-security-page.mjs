import { missingTests, readThreats } from './security-page.mjs';

const threats = readThreats();
const missing = missingTests(threats);
for (const each of missing) console.error(`SECURITY.md: ${each}`);
if (threats.length === 0) console.error('SECURITY.md names no threat');
console.log(
  `${threats.length} threats, ${threats.reduce((sum, { tests }) => sum + tests.length, 0)} tests named`,
);
process.exitCode = missing.length === 0 && threats.length > 0 ? 0 : 1;
