import { dirname, resolve } from 'node:path';

export interface UnitOptions {
  readonly ca?: string | undefined;
  readonly wgFile?: string | undefined;
  readonly wgPort?: number | undefined;
  readonly state?: string | undefined;
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
export function systemdUnit(program: readonly string[], { ca, wgFile, wgPort, state }: UnitOptions): string {
  const options = [
    ...(state === undefined ? [] : ['--state', resolve(state)]),
    ...(ca === undefined ? [] : ['--ca', resolve(ca)]),
    ...(wgFile === undefined ? [] : ['--wg-file', resolve(wgFile)]),
    ...(wgPort === undefined ? [] : ['--wg-port', String(wgPort)]),
  ];
  const written = [state && resolve(state), wgFile && dirname(resolve(wgFile))].filter(Boolean) as string[];
  return [
    '[Unit]',
    'Description=Meshpair: keeps this device in its mesh',
    'Wants=network-online.target',
    'After=network-online.target',
    '',
    '[Service]',
    `ExecStart=${[...program, 'up', ...options].map(quoted).join(' ')}`,
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
