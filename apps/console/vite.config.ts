import { defaultClientConditions, defineConfig } from 'vite';

/** Two entries, one folder that the gateway serves: the owner's console and the device's page. */
export default defineConfig({
  root: import.meta.dirname,
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
    rolldownOptions: { input: { console: 'console.html', device: 'src/device/main.ts' } },
  },
});
