import ts from 'typescript';

const { SyntaxKind } = ts;

/** What is put in the place of an operator: its boundary, its contrary. */
const OPERATORS = {
  '===': ['!=='],
  '!==': ['==='],
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '+=': ['-='],
  '??=': ['='],
};
/** Of these both sides are tried alone. */
const BOTH_SIDES = ['&&', '||', '??'];
const METHODS = {
  min: 'max',
  max: 'min',
  some: 'every',
  every: 'some',
  startsWith: 'endsWith',
  floor: 'ceil',
  ceil: 'floor',
};
/** A call of one of these is left out: what it is called on stays. */
const LEFT_OUT = ['catch', 'filter', 'finally', 'replace', 'slice', 'sort', 'toLowerCase', 'toUpperCase', 'trim'];
/** From here on a number is a time or a size, of which one more is nothing. */
const LARGE = 1000;
/** What is not replaced by `undefined` where it is returned: names, because the line before says the same, and true and false. */
const HAS_ANOTHER = [SyntaxKind.Identifier, SyntaxKind.TrueKeyword, SyntaxKind.FalseKeyword];
/** What is shorter is shown together with its line. */
const SHORT = 24;
/** The name of the function that asks whether a mutant is the chosen one. */
const ASK = '$isMutant';
const HEAD =
  `function ${ASK}(id) { if (globalThis.$mutant) return globalThis.$mutant === id; ` +
  '(globalThis.$reached ??= new Set()).add(id); return false; } ';

/**
 * Every small change of a file that a test should notice, and the file with all of them compiled in: each is off until
 * `globalThis.$mutant` is its id. Without one, `globalThis.$reached` collects those that were reached. Sentences stay as they are.
 *
 * @param {string} file its name, the beginning of the ids
 * @param {string} text TypeScript
 * @returns {{ mutants: { id: string; file: string; line: number; what: string }[]; code: string }} `code` is TypeScript for a
 *   compiler that does not check types
 */
export function makeMutants(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const lines = text.split('\n');
  const mutants = [];

  function add(node, changed) {
    const [was, now] = aroundDifference(node.getText(), changed);
    const line = source.getLineAndCharacterOfPosition(node.getStart()).line;
    const around = was.length < SHORT ? `  in  ${lines[line].trim().slice(0, 60).trimEnd()}` : '';
    const id = `${file}#${mutants.length}`;
    mutants.push({ id, file, line: line + 1, what: `${was}  →  ${now || 'nothing'}${around}` });
    return id;
  }

  /** The code of a node with its mutants and those of its parts. */
  function render(node) {
    if (isWithoutBehaviour(node)) return node.getText();
    let code = '';
    let at = node.getStart();
    ts.forEachChild(node, (part) => {
      code += text.slice(at, part.getStart()) + render(part);
      at = part.end;
    });
    code += text.slice(at, node.end);
    for (const changed of changesOf(node)) code = `(${ASK}('${add(node, changed)}') ? (${changed}) : (${code}))`;
    if (!canBeRemoved(node)) return code;
    const isOn = `${ASK}('${add(node, '')}')`;
    if (ts.isExpressionStatement(node)) return `{ if (!${isOn}) { ${code} } }`;
    return ts.isArrayLiteralExpression(node.parent)
      ? `...(${isOn} ? [] : [${code}])`
      : `...(${isOn} ? {} : { ${code} })`;
  }

  const code = HEAD + text.slice(0, source.getStart()) + render(source);
  return { mutants, code };
}

/** Both texts, or of long ones the part that differs. */
function aroundDifference(...texts) {
  const [one, other] = texts.map((text) => text.replace(/\s+/g, ' '));
  let same = 0;
  while (same < one.length && one[same] === other[same]) same += 1;
  const from = one.length > 70 && same > 20 ? same - 20 : 0;
  return [one, other].map((text) => (from ? '…' : '') + text.slice(from, from + 70));
}

function isWithoutBehaviour(node) {
  const { parent } = node;
  return (
    ts.isTypeNode(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isImportDeclaration(node) ||
    ts.isExportDeclaration(node) ||
    isSentence(node) ||
    isDefault(node) ||
    (parent && (parent.name === node || parent.propertyName === node)) ||
    (parent && ts.isForStatement(parent) && parent.incrementor === node) ||
    (parent &&
      ts.isBinaryExpression(parent) &&
      parent.left === node &&
      /^[^=!<>]*=$/.test(parent.operatorToken.getText()))
  );
}

/** A statement that is a call or an assignment, an element of a list, a property. */
function canBeRemoved(node) {
  const { parent } = node;
  if (ts.isExpressionStatement(node)) return !node.getText().startsWith('super(');
  if (ts.isArrayLiteralExpression(parent ?? node)) return !isTarget(parent) && !ts.isOmittedExpression(node);
  return (
    (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node) || ts.isSpreadAssignment(node)) &&
    !isTarget(parent) &&
    !isSentence(node.initializer)
  );
}

/** Whether a list or an object is the left side of an assignment. */
function isTarget(node) {
  return ts.isBinaryExpression(node.parent) && node.parent.left === node;
}

/** What may stand in the place of an expression, as code. */
function changesOf(node) {
  const { parent } = node;
  const changes = [];
  if (isCondition(node)) {
    changes.push('false');
    // A loop without an end is noticed, but late.
    if (ts.isIfStatement(parent) || ts.isConditionalExpression(parent)) changes.push('true');
  }
  if (ts.isBinaryExpression(node)) {
    const [left, operator, right] = [node.left, node.operatorToken, node.right].map((part) => part.getText());
    const joinsTexts = operator.startsWith('+') && /['"`]/.test(left + right);
    if (!joinsTexts) changes.push(...(OPERATORS[operator] ?? []).map((other) => `${left} ${other} ${right}`));
    if (BOTH_SIDES.includes(operator)) changes.push(left, right);
  }
  if (ts.isPrefixUnaryExpression(node) && node.operator === SyntaxKind.ExclamationToken)
    changes.push(node.operand.getText());
  if (ts.isNumericLiteral(node)) {
    const value = Number(node.text);
    changes.push(String(value < LARGE ? value + 1 : value * 2));
  }
  if (node.kind === SyntaxKind.TrueKeyword) changes.push('false');
  if (node.kind === SyntaxKind.FalseKeyword) changes.push('true');
  if (ts.isStringLiteralLike(node) && !isTypeName(node)) changes.push(node.text === '' ? "'x'" : "''");
  if (ts.isTemplateExpression(node)) changes.push("''");
  if (ts.isRegularExpressionLiteral(node)) changes.push(...otherPatterns(node.text));
  if (parent && ts.isReturnStatement(parent) && !HAS_ANOTHER.includes(node.kind)) changes.push('undefined');
  if (ts.isCallExpression(node) && !isInsideChain(node)) changes.push(...otherCalls(node));
  return changes.filter((change) => change !== node.getText());
}

function isCondition(node) {
  const { parent } = node;
  return (
    parent &&
    (parent.condition === node ||
      ((ts.isIfStatement(parent) || ts.isWhileStatement(parent)) && parent.expression === node))
  );
}

function isInsideChain({ parent, flags }) {
  return (
    (flags & ts.NodeFlags.OptionalChain) !== 0 && (ts.isCallExpression(parent) || ts.isPropertyAccessExpression(parent))
  );
}

/** Calls another method, leaves the call out, or its last argument. */
function otherCalls(node) {
  const changes = [];
  const callee = node.expression;
  const list = node.arguments;
  if (ts.isPropertyAccessExpression(callee)) {
    const [object, name] = [callee.expression.getText(), callee.name.text];
    const given = list.map((one) => one.getText()).join(', ');
    if (Object.hasOwn(METHODS, name)) changes.push(`${object}.${METHODS[name]}(${given})`);
    if (LEFT_OUT.includes(name)) changes.push(object);
  }
  if (list.length > 1 && !isSentence(list.at(-1)) && !isDefault(list.at(-1))) {
    const all = list.slice(0, -1).map((one) => one.getText());
    changes.push(`${callee.getText()}(${all.join(', ')})`);
  }
  return changes;
}

/** A text for people: two words, Chinese, or a stop at the end. */
function isSentence(node) {
  if (!node || !(ts.isStringLiteralLike(node) || ts.isTemplateExpression(node))) return false;
  return /[A-Za-z][,.;:]? [A-Za-z$]|\p{Script=Han}|\w\.['"`]$/u.test(node.getText());
}

/** The encoding that a Buffer has without one. */
function isDefault(node) {
  return ts.isStringLiteral(node) && node.text === 'utf8';
}

/** `'string'` in `typeof value === 'string'`: turning the comparison round says the same. */
function isTypeName({ parent }) {
  return ts.isBinaryExpression(parent) && ts.isTypeOfExpression(parent.left);
}

/** A pattern without one of its anchors, alternatives or flags, or with another bound. */
function otherPatterns(pattern) {
  const end = pattern.lastIndexOf('/');
  const [body, flags] = [pattern.slice(1, end), pattern.slice(end + 1)];
  const bodies = [];
  if (body.startsWith('^')) bodies.push(body.slice(1));
  if (/[^\\]\$$/.test(body)) bodies.push(body.slice(0, -1));
  for (const [from, to] of alternatives(body)) bodies.push(body.slice(0, from) + body.slice(to));
  for (const { 0: bound, index } of body.matchAll(/(?<!\\u\{)(?<=[{,])\d+(?=\})/g)) {
    bodies.push(body.slice(0, index) + (Number(bound) + 1) + body.slice(index + bound.length));
  }
  const others = bodies.map((other) => `/${other || '(?:)'}/${flags}`);
  if (/[gi]/.test(flags)) others.push(`/${body}/${flags.replace(/[gi]/g, '')}`);
  return others.filter(compiles);
}

/** Where each alternative stands, together with one bar. */
function alternatives(body) {
  const found = [];
  const groups = [{ start: 0, bars: [] }];
  const close = (at) => {
    const { start, bars } = groups.pop();
    if (bars.length === 0) return;
    const bounds = [start, ...bars.map((bar) => bar + 1), at + 1];
    bounds.slice(1).forEach((next, index) => {
      const isLast = index === bounds.length - 2;
      found.push(isLast ? [bounds[index] - 1, at] : [bounds[index], next]);
    });
  };
  for (let at = 0, isClass = false; at < body.length; at += 1) {
    const char = body[at];
    if (char === '\\') at += 1;
    else if (isClass) isClass = char !== ']';
    else if (char === '[') isClass = true;
    else if (char === '(')
      groups.push({ start: at + /^\((\?([:=!]|<[=!]))?/.exec(body.slice(at))[0].length, bars: [] });
    else if (char === '|') groups.at(-1).bars.push(at);
    else if (char === ')') close(at);
  }
  close(body.length);
  return found;
}

function compiles(literal) {
  const end = literal.lastIndexOf('/');
  try {
    return Boolean(new RegExp(literal.slice(1, end), literal.slice(end + 1)));
  } catch {
    return false;
  }
}
