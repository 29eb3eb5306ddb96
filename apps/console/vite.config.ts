import compile from 'icu-minify/compile';
import { defaultClientConditions, defineConfig, type Plugin } from 'vite';

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

interface ModuleGraph {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

/** What an entry takes before anybody presses anything. */
function takenAtFirst(graph: ModuleGraph, entry: string, taken = new Set<string>()): ReadonlySet<string> {
  if (taken.has(entry)) return taken;
  taken.add(entry);
  for (const id of graph.getModuleInfo(entry)?.importedIds ?? []) takenAtFirst(graph, id, taken);
  return taken;
}

const CONSOLE = `${import.meta.dirname}/src/console/main.tsx`;
const DEVICE = `${import.meta.dirname}/src/device/main.ts`;

/** The first screen is one file, and one that both entries share: each request costs as much as a small file. */
function fileOf(id: string, graph: ModuleGraph): string | null {
  if (!takenAtFirst(graph, CONSOLE).has(id)) return null;
  return takenAtFirst(graph, DEVICE).has(id) ? 'both' : 'first-screen';
}

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
      output: {
        codeSplitting: {
          groups: [{ name: fileOf, debugName: 'first-screen', includeDependenciesRecursively: false }],
        },
      },
    },
  },
});
