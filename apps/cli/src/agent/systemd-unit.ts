import { dirname, resolve } from 'node:path';
import { CommandFailure, EXIT } from '../exit-codes.js';

export interface UnitOptions {
  readonly ca?: string | undefined;
  readonly wgFile?: string | undefined;
  readonly wgPort?: number | undefined;
  readonly state?: string | undefined;
  /** What it joins with at its first start; these with it. */
  readonly setupKeyFile?: string | undefined;
  readonly url?: string | undefined;
  readonly pin?: string | undefined;
  readonly name?: string | undefined;
}

/** What `%` and `$` and quotes mean to systemd (systemd.service(5), Command lines) they do not mean here. */
const quoted = (argument: string): string =>
  `"${argument.replaceAll(/[\\"]/g, '\\$&').replaceAll('%', '%%').replaceAll('$', '$$$$')}"`;

/** A path in a list of paths, where spaces divide. */
const quotedPath = (path: string): string => quoted(path).replaceAll('$$', '$');

/**
 * A unit for systemd that runs the agent as this program runs now, as root since the file for wg-quick is root's. It is not
 * started again where that would be in vain: wrong usage, no credentials, refused.
 */
export function systemdUnit(program: readonly string[], given: UnitOptions): string {
  const { state, wgFile } = given;
  const written = [state && resolve(state), wgFile && dirname(resolve(wgFile))].filter(Boolean) as string[];
  return [
    '[Unit]',
    'Description=Meshpair: keeps this device in its mesh',
    'Wants=network-online.target',
    'After=network-online.target',
    '',
    '[Service]',
    `ExecStart=${[...program, 'up', ...optionsOf(given)].map(quoted).join(' ')}`,
    // Credentials are in /var/lib/meshpair: STATE_DIRECTORY tells the program so.
    ...(state === undefined ? ['StateDirectory=meshpair', 'StateDirectoryMode=0700'] : []),
    'Restart=on-failure',
    'RestartSec=5',
    'RestartPreventExitStatus=2 3 4',
    'NoNewPrivileges=yes',
    'PrivateTmp=yes',
    'ProtectSystem=strict',
    'ProtectHome=read-only',
    ...(written.length === 0 ? [] : [`ReadWritePaths=${written.map(quotedPath).join(' ')}`]),
    '',
    '[Install]',
    'WantedBy=multi-user.target',
  ].join('\n');
}

function optionsOf({ ca, wgFile, wgPort, state, setupKeyFile, ...joining }: UnitOptions): readonly string[] {
  if (setupKeyFile === '-')
    throw new CommandFailure(
      'A unit reads a setup key from a file, not from standard input',
      EXIT.usage,
      'usage',
    );
  const options = {
    state: state && resolve(state),
    ca: ca && resolve(ca),
    'wg-file': wgFile && resolve(wgFile),
    'wg-port': wgPort,
    ...(setupKeyFile !== undefined && {
      'setup-key-file': resolve(setupKeyFile),
      url: joining.url,
      pin: joining.pin,
      name: joining.name,
    }),
  };
  return Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, String(value)],
  );
}
