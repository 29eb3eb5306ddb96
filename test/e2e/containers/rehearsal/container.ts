import { execFile } from 'node:child_process';
import { chown, cp, mkdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { type RunAs, type RunningProcess, spawnProcess } from '@meshpair/servers';
import { testEnvironment } from '@meshpair/testing';
import type { Image } from './build-image.js';
import type { ComposeService } from './compose-file.js';

export interface ContainerPlan {
  readonly name: string;
  readonly service: ComposeService;
  readonly image: Image;
  /** Stands for what a container has of its own: its `tmpfs` and its volumes. */
  readonly folder: string;
  readonly user: RunAs;
  /** Puts what is reached over the network into its place. */
  readonly reach: (value: string) => string;
  /** What differs from a container: ports of a machine are shared. */
  readonly adapted?: Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
}

/** One of our services as the Compose file starts it: as an unprivileged user, who can write to its `tmpfs` and volumes only. */
export class Container {
  private running: RunningProcess | undefined;

  private constructor(
    readonly plan: ContainerPlan,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  static async create(plan: ContainerPlan): Promise<Container> {
    const { service, image, folder, user } = plan;
    const mounts = [...(service.tmpfs ?? []), ...writableVolumes(service)];
    for (const mount of mounts) {
      await mkdir(join(folder, mount), { recursive: true });
      if (process.getuid?.() === 0) await chown(join(folder, mount), user.uid, user.gid);
    }
    for (const [source, path] of sharedFolders(service)) {
      await cp(join(testEnvironment('repository'), source), join(folder, path), { recursive: true });
      mounts.push(path);
    }
    const place = (value: string): string => {
      if (!value.startsWith('/')) return plan.reach(value);
      const isOwn = mounts.some((mount) => value === mount || value.startsWith(`${mount}/`));
      return join(isOwn ? folder : image.root, value);
    };
    const wanted = { ...image.environment, TMPDIR: '/tmp', ...service.environment, ...plan.adapted };
    const env = Object.fromEntries(Object.entries(wanted).map(([name, value]) => [name, place(value)]));
    const PATH = [join(image.root, 'usr/local/bin'), '/usr/bin', '/bin'].join(delimiter);
    return new Container(plan, { ...env, PATH });
  }

  /** Starts it, and resolves when it says `ready`. */
  async start(): Promise<void> {
    const { name, user, image, onLine, service } = this.plan;
    const [command = '', ...args] = service.command ?? image.command;
    this.running = await spawnProcess({
      name,
      command: this.programOf(command),
      args,
      env: this.env,
      cwd: join(image.root, image.workdir),
      ...(process.getuid?.() === 0 ? { user } : {}),
      onLine,
      isReady: { line: (line) => line.includes('"msg":"ready"') },
    });
  }

  /** Runs it to its end, as `restart: 'no'` does; resolves with its exit code and what it said. */
  runOnce(): Promise<{ readonly code: number; readonly output: string }> {
    return this.execute(this.plan.service.command ?? this.plan.image.command);
  }

  /** The container's health check: its exit code, and what it said. */
  async health(): Promise<string> {
    const { code, output } = await this.execute(this.plan.image.healthCheck);
    return `${code} ${output}`.trim();
  }

  async stop(): Promise<void> {
    await this.running?.stop();
  }

  private execute([command = '', ...args]: readonly string[]): Promise<{ code: number; output: string }> {
    const { image, user } = this.plan;
    const options = {
      cwd: join(image.root, image.workdir),
      env: this.env,
      ...(process.getuid?.() === 0 ? user : {}),
    };
    return new Promise((resolve) => {
      execFile(this.programOf(command), args, options, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: `${stdout}${stderr}`.trim() }),
      );
    });
  }

  private programOf(command: string): string {
    return join(this.plan.image.root, 'usr/local/bin', command);
  }
}

/** Folders of the checkout that it may read, with their paths in the container. */
const sharedFolders = ({ volumes = [] }: ComposeService): readonly (readonly [string, string])[] =>
  volumes
    .map((volume) => volume.split(':'))
    .flatMap(([source = '', path = '', mode]) =>
      mode === 'ro' && source.startsWith('./') ? [[source, path] as const] : [],
    );

const writableVolumes = ({ volumes = [] }: ComposeService): readonly string[] =>
  volumes
    .map((volume) => volume.split(':'))
    .filter(([, , mode]) => mode !== 'ro')
    .map(([, path = '']) => path);
