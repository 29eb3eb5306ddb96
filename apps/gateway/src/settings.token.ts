export const SETTINGS = Symbol('SETTINGS');

/** Injects the folder of the console's build. */
export const PUBLIC_FILES = Symbol('PUBLIC_FILES');
