const { existsSync } = require('node:fs');
const { resolve, sep } = require('node:path');

const INSTALLED = `${sep}node_modules${sep}`;

/** Relative imports carry the suffix of the built file (`./x.js`); in our own sources that file is `./x.ts`. */
module.exports = (request, options) => {
  const isOurs = request.startsWith('.') && request.endsWith('.js') && !options.basedir.includes(INSTALLED);
  if (isOurs) {
    const source = resolve(options.basedir, request.replace(/\.js$/, '.ts'));
    if (existsSync(source)) return source;
  }
  return options.defaultResolver(request, options);
};
