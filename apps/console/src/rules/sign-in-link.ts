/** The one-time code of a link that ends in `#signin=<code>`. */
export const signInCode = (hash: string): string | undefined => /^#signin=([\w-]{20,128})$/.exec(hash)?.[1];
