import { readFileSync } from 'node:fs';

/** The gateway's own folder. Its builds, in modules and in one file, are one folder below, and so is this file. */
const FOLDER = new URL('../', import.meta.url);

/** Where the console's build is put. */
export const PUBLIC_FOLDER = new URL('public/', FOLDER);

/** The terminal in one file; it is built beside the gateway's own. */
export const STANDALONE_CLI = new URL('bundle/cli.mjs', FOLDER);

/** What is served as it stands. */
export const ASSETS_FOLDER = new URL('assets/', FOLDER);

const { version } = JSON.parse(readFileSync(new URL('package.json', FOLDER), 'utf8')) as { version: string };

/** The version of this gateway. */
export const VERSION = version;
