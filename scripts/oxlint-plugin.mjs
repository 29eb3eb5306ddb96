/** @typedef {Parameters<import('oxlint/plugins-dev').RuleTester['run']>[1]} Rule */
/** @typedef {Parameters<NonNullable<Rule['create']>>[0]} Context */
/** @typedef {ReturnType<NonNullable<Rule['create']>>} Visitor */
/** @typedef {Parameters<NonNullable<Visitor['ImportDeclaration']>>[0]} Import */
/** @typedef {ReturnType<Context['sourceCode']['getDeclaredVariables']>[0]} Variable */
/** @typedef {Variable['references'][0] & { isValueReference: boolean }} Reference By typescript-eslint's scope manager. */

/** @param {Reference} reference */
function isOfType({ isValueReference, identifier }) {
  let { parent } = identifier;
  while (parent?.type === 'TSQualifiedName') ({ parent } = parent);
  return !isValueReference || parent?.type === 'TSTypeQuery';
}

/**
 * As typescript-eslint's with inline types. Oxlint's own takes no account of `emitDecoratorMetadata`, by which Nest is
 * told at run time what a constructor wants: so nothing is asked of the imports of a file with decorators.
 * @type {Rule}
 */
const consistentTypeImports = {
  meta: { fixable: 'code' },
  create(context) {
    /** @type {Import['specifiers']} */
    const specifiers = [];
    let isDecorated = false;
    return {
      ImportDeclaration(node) {
        if (node.importKind !== 'type') specifiers.push(...node.specifiers);
      },
      Decorator() {
        isDecorated = true;
      },
      TSImportType: (node) => context.report({ node, message: 'Import the type at the top.' }),
      'Program:exit'() {
        if (isDecorated) return;
        for (const node of specifiers) {
          const isNamed = node.type === 'ImportSpecifier';
          if (isNamed && node.importKind === 'type') continue;
          const [variable] = context.sourceCode.getDeclaredVariables(node);
          const references = /** @type {Reference[]} */ (variable?.references ?? []);
          if (references.length > 0 && references.every(isOfType))
            context.report({
              node,
              message: `\`${node.local.name}\` is used as a type only: import it as one.`,
              fix: (fixer) => (isNamed ? fixer.insertTextBefore(node, 'type ') : null),
            });
        }
      },
    };
  },
};

export default { meta: { name: 'meshpair' }, rules: { 'consistent-type-imports': consistentTypeImports } };
