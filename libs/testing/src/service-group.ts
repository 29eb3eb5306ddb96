import { type RunningProcess, startNodeService } from '@meshpair/servers';

export const SERVICES = [
  'keeper',
  'pairing',
  'registry',
  'cleanup-worker',
  'audit',
  'webhooks',
  'gateway',
] as const;
export type ServiceName = (typeof SERVICES)[number];

export type Environment = Readonly<Record<string, string | undefined>>;

/** The replicas of one service: stopped and started together, with the same settings each time. */
export class ServiceGroup {
  private running: readonly RunningProcess[] = [];

  constructor(
    readonly name: ServiceName,
    private readonly repository: string,
    /** One environment for each replica. */
    private readonly environments: readonly Environment[],
    private readonly onLine: (line: string) => void,
  ) {}

  get processes(): readonly RunningProcess[] {
    return this.running;
  }

  /** With the group's settings, and `settings` over them. */
  async start(settings: Environment = {}): Promise<void> {
    if (this.running.length > 0) return;
    this.running = await Promise.all(
      this.environments.map((env) =>
        startNodeService({
          name: this.name,
          entry: `apps/${this.name}/bundle/main.js`,
          cwd: this.repository,
          env: { ...env, ...settings },
          onLine: this.onLine,
        }),
      ),
    );
  }

  async stop(): Promise<void> {
    await Promise.all(this.running.map((process) => process.stop()));
    this.running = [];
  }

  async kill(): Promise<void> {
    await Promise.all(this.running.map((process) => process.kill()));
    this.running = [];
  }
}
