import swcJest from '@swc/jest';
import { textsWithout } from '../../scripts/safeguards.mjs';

/** @typedef {Pick<Required<ReturnType<typeof swcJest.createTransformer>>, 'process' | 'getCacheKey'>} Transformer */
/** @typedef {Parameters<typeof textsWithout>[0]} Safeguard */

/** Transforms as `@swc/jest` does, but the files of a safeguard as they are without it. */
export default {
  /** @param {{ safeguard: Safeguard, swc: Parameters<typeof swcJest.createTransformer>[0] }} config */
  createTransformer({ safeguard, swc }) {
    const transformer = /** @type {Transformer} */ (swcJest.createTransformer(swc));
    const texts = textsWithout(safeguard);
    /**
     * @param {string} source
     * @param {string} file
     */
    const without = (source, file) => texts.get(file) ?? source;
    /** @type {Transformer} */
    const transformerWithout = {
      process: (source, file, options) => transformer.process(without(source, file), file, options),
      // By the text alone, whichever project asks: what is the same without a safeguard is transformed once for all.
      getCacheKey: (source, file, options) =>
        transformer.getCacheKey(without(source, file), file, { ...options, configString: '' }),
    };
    return transformerWithout;
  },
};
