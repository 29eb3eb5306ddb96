// Puts on the theme that the owner chose, before anything is painted: the page waits for this file, as its CSP allows no inline script.
// What reads and writes the choice is src/state/theme.ts.
'use strict';
(() => {
  const wear = () => {
    const kept = localStorage.getItem('meshpair.theme');
    const theme = kept === 'light' || kept === 'dark' ? kept : undefined;
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    document.querySelector('meta[name=color-scheme]').content = theme ?? 'light dark';
    for (const scheme of ['light', 'dark']) {
      const bar = document.querySelector(`meta[name=theme-color][data-of=${scheme}]`);
      bar.media = theme ? (theme === scheme ? 'all' : 'not all') : `(prefers-color-scheme: ${scheme})`;
    }
  };
  wear();
  addEventListener('meshpair-theme', wear);
  // Another tab has changed it.
  addEventListener('storage', wear);
})();
