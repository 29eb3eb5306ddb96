import compile from 'icu-minify/compile';
import { defaultClientConditions, defineConfig, type Plugin } from 'vite';

/** What the device's page takes too. */
const EVERYWHERE = /\/libs\/(domain\/src|words\/src\/time)/;

/** What the console's first screen has in common with what is fetched later. */
const SHARED =
  /\/node_modules\/(@preact|preact|icu-minify)\/|\/console\/src\/(api|console|rules|state\/(?!people|push|settings))/;

const MESSAGES = /\/libs\/words\/src\/messages\/[a-z]{2}\/[a-z-]+\.ts$/;

/** The browser gets messages that were parsed here: it has what formats them, and no parser. */
const compiledMessages: Plugin = {
  name: 'compiled-messages',
  async load(file) {
    if (!MESSAGES.test(file)) return null;
    const subjects = (await import(file)) as Readonly<Record<string, Readonly<Record<string, string>>>>;
    return Object.entries(subjects)
      .map(([name, texts]) => `export const ${name} = ${JSON.stringify(compiled(texts))};`)
      .join('\n');
  },
};

const compiled = (texts: Readonly<Record<string, string>>): object =>
  Object.fromEntries(Object.entries(texts).map(([id, text]) => [id, compile(text)]));

/** Two entries, one folder that the gateway serves: the owner's console and the device's page. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [compiledMessages],
  // JSX without a plugin: the compiler calls Preact's own runtime.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // Our own libraries as sources: the services' build may run at the same time.
  resolve: { conditions: ['meshpair-source', ...defaultClientConditions] },
  build: {
    outDir: '../gateway/public',
    emptyOutDir: true,
    manifest: true,
    target: 'es2022',
    // Strict CSP: no inlined files, no injected preload script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { console: 'console.html', device: 'src/device/main.ts' },
      // Two files: the headers of ten would weigh more than those are apart.
      output: {
        codeSplitting: {
          groups: [
            { name: 'everywhere', test: EVERYWHERE, priority: 2 },
            { name: 'shared', test: SHARED, priority: 1 },
          ],
        },
      },
    },
  },
});
