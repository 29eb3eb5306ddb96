import { rmSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How the operator's own commands reach a running mesh. The URLs may do everything. */
export interface MeshFile {
  readonly url: string;
  /** Where other devices reach it. */
  readonly publicUrl: string;
  readonly databaseUrl: string;
  readonly natsUrl: string;
  readonly redisUrl?: string;
  /** The launcher. */
  readonly pid: number;
}

const pathIn = (dataDir: string): string => join(dataDir, 'mesh.json');

/** Writes `mesh.json`, for this user only. */
export async function writeMeshFile(dataDir: string, mesh: MeshFile): Promise<void> {
  const path = pathIn(dataDir);
  await rm(path, { force: true });
  await writeFile(path, `${JSON.stringify(mesh, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
}

/** A mesh that does not run has none. */
export const removeMeshFile = (dataDir: string): void => rmSync(pathIn(dataDir), { force: true });
