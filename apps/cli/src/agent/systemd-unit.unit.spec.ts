import { expect, it } from '@jest/globals';
import { systemdUnit } from './systemd-unit.js';

it('runs this program as it was asked to, and is not started again where that would be in vain', () => {
  const unit = systemdUnit(['/usr/bin/node', '/opt/mesh pair/meshpair.mjs'], {
    wgFile: '/etc/wireguard/mesh.conf',
  });
  expect(unit).toContain(
    'ExecStart="/usr/bin/node" "/opt/mesh pair/meshpair.mjs" "up" "--wg-file" "/etc/wireguard/mesh.conf"\n',
  );
  for (const line of [
    'StateDirectory=meshpair',
    'RestartPreventExitStatus=2 3 4',
    'ReadWritePaths="/etc/wireguard"',
    'WantedBy=multi-user.target',
  ])
    expect(unit.split('\n')).toContain(line);
});

it('means what it says, whatever stands in a path', () => {
  const unit = systemdUnit(['/opt/100%/$HOME/"q"/node'], {
    state: '/var/lib/$x',
    ca: '/etc/ca.pem',
    wgPort: 7,
  });
  expect(unit).toContain(
    'ExecStart="/opt/100%%/$$HOME/\\"q\\"/node" "up" "--state" "/var/lib/$$x" "--ca" "/etc/ca.pem" "--wg-port" "7"\n',
  );
  expect(unit).not.toContain('StateDirectory=');
  expect(unit).toContain('ReadWritePaths="/var/lib/$x"\n');
});

it('joins where nobody watches, by a setup key in a file', () => {
  const joining = { url: 'https://mesh.example', pin: 'a'.repeat(64), name: 'Runner 7' };
  const unit = systemdUnit(['meshpair'], { ...joining, setupKeyFile: '/etc/meshpair/setup-key' });
  expect(unit).toContain(
    `ExecStart="meshpair" "up" "--setup-key-file" "/etc/meshpair/setup-key" "--url" "https://mesh.example" "--pin" "${joining.pin}" "--name" "Runner 7"\n`,
  );
  expect(() => systemdUnit(['meshpair'], { setupKeyFile: '-' })).toThrow('from a file');
  expect(systemdUnit(['meshpair'], joining)).toContain('ExecStart="meshpair" "up"\n');
});
