import { answerOf } from '@meshpair/client';
import { lanAddress } from '@meshpair/settings';
import { gatewayAt } from '../../api/gateway-client.js';

/** What one check has found, and what to do about it. */
export interface Finding {
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'failed';
  readonly detail: string;
  readonly advice?: string;
}

const OLDEST_NODE = [20, 19] as const;

export function checkNode(version: string = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isEnough = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  return isEnough
    ? { name: 'Node', state: 'ok', detail: version }
    : {
        name: 'Node',
        state: 'failed',
        detail: version,
        advice: `Meshpair needs Node ${OLDEST_NODE.join('.')} or later`,
      };
}

/** Whether the gateway answers at its address and says that it is ready. */
export async function checkGateway(url: string, ca?: string): Promise<Finding> {
  const name = 'Gateway';
  try {
    await answerOf(gatewayAt(url, undefined, { ca }).GET('/health/ready'));
    return { name, state: 'ok', detail: `${url} is ready` };
  } catch (error) {
    const { hostname, port } = new URL(url);
    return {
      name,
      state: 'failed',
      detail: messageOf(error),
      advice: `Is \`npm start\` running, and does port ${port || 'of'} on ${hostname} belong to it? --url names another address`,
    };
  }
}

/** Whether the address that devices are told leads here, as far as this machine can tell. */
export async function checkQrAddress(url: string, ca?: string): Promise<Finding> {
  const name = 'QR address';
  const { protocol, port } = new URL(url);
  const address =
    process.env.PUBLIC_URL || `${protocol}//${await lanAddress()}${port === '' ? '' : `:${port}`}`;
  if (new URL(address).hostname === '127.0.0.1')
    return {
      name,
      state: 'warning',
      detail: `${address} leads other devices nowhere`,
      advice: 'Connect this machine to a network, or set PUBLIC_URL to an address that devices reach',
    };
  try {
    await answerOf(gatewayAt(address, undefined, { ca }).GET('/health/live'));
    return { name, state: 'ok', detail: `${address} answers here; a firewall may still keep devices out` };
  } catch (error) {
    return {
      name,
      state: 'failed',
      detail: `${address}: ${messageOf(error)}`,
      advice: 'Set PUBLIC_URL to an address that devices reach, or HOST to 0.0.0.0',
    };
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'no answer');
