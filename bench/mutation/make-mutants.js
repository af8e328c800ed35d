import ts from 'typescript';

const SWAPS = {
  '===': '!==',
  '!==': '===',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '&&': '||',
  '||': '&&',
  '??': '&&',
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
};

/**
 * Every small change of a file that its tests should notice. Texts stay as they are: messages have tests of their own.
 *
 * @param {string} file its name
 * @param {string} text
 * @returns {{ file: string; start: number; end: number; text: string; what: string; line: number }[]} what is put in the place of
 * the characters from `start` to `end`
 */
export function makeMutants(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const mutants = [];

  function add(node, replacement) {
    const start = node.getStart();
    const { line } = source.getLineAndCharacterOfPosition(start);
    const was = text.slice(start, node.end).replace(/\s+/g, ' ').slice(0, 60);
    mutants.push({ file, start, end: node.end, text: replacement, what: `${was}  →  ${replacement}`, line: line + 1 });
  }

  function visit(node) {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node)) return;
    if (ts.isBinaryExpression(node)) {
      const swap = SWAPS[node.operatorToken.getText()];
      // Texts that are put together cannot be subtracted; the compiler would say so.
      const text = /['"`]/.test(node.getText()) && /[+]/.test(node.operatorToken.getText());
      if (swap && !text) add(node.operatorToken, swap);
    }
    if ((ts.isIfStatement(node) || ts.isConditionalExpression(node)) && node.condition !== undefined) {
      add(node.condition, 'true');
      add(node.condition, 'false');
    } else if (ts.isIfStatement(node)) {
      add(node.expression, 'true');
      add(node.expression, 'false');
    }
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
      add(node, node.operand.getText());
    }
    if (ts.isNumericLiteral(node)) add(node, String(Number(node.text.replace(/_/g, '')) + 1));
    if (node.kind === ts.SyntaxKind.TrueKeyword) add(node, 'false');
    if (node.kind === ts.SyntaxKind.FalseKeyword) add(node, 'true');
    if (ts.isExpressionStatement(node) && ts.isCallExpression(node.expression)) add(node, ';');
    if (ts.isReturnStatement(node) && node.expression) add(node.expression, 'undefined as never');
    if (ts.isRegularExpressionLiteral(node) && /^\/\^|\$\/\w*$/.test(node.text)) {
      add(node, node.text.replace(/^\/\^(?=.)(?!\/)/, '/').replace(/\$(\/\w*)$/, '$1'));
    }
    ts.forEachChild(node, visit);
  }

  visit(source);
  return mutants;
}
