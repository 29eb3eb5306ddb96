import { connect } from 'node:net';

const PATIENCE_MS = 4_000;

/** What a container's health check runs: 0 when the service behind `HEALTH_SOCKET` can work, else 1 and the reason. */
function tell(problem: string): never {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}

const path = process.env['HEALTH_SOCKET'] ?? tell('HEALTH_SOCKET is not set');
const chunks: string[] = [];
connect(path)
  .setEncoding('utf8')
  .setTimeout(PATIENCE_MS, () => tell('the service does not answer'))
  .on('error', ({ message }) => tell(message))
  .on('data', (chunk: string) => chunks.push(chunk))
  .on('close', () => {
    const answer = chunks.join('');
    if (answer === '') tell('the service cannot tell');
    const missing = JSON.parse(answer) as readonly string[];
    if (missing.length > 0) tell(`not ready: ${missing.join(', ')}`);
  });
