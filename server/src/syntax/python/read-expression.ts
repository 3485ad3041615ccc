import type { SyntaxNode } from '@lezer/common';
import type { Span } from '../../base/span.ts';
import { literalParts, numberValue, unescapeString } from './string-literal.ts';
import type { Argument, CompareExpression, DictionaryEntry, Expression, FormattedPart, Parameter } from './tree.ts';

/** Deeper nesting than any settings file has; what lies below is read as broken, so that no text exhausts the stack. */
const deepest = 120;

/** @returns the children of `node`, comments left out. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== 'Comment') {
      children.push(child);
    }
  }
  return children;
}

function spanOf(node: SyntaxNode): Span {
  return { start: node.from, end: node.to };
}

/** Turns the expressions of one parsed text into ours. It never throws; what it can't read is `broken`. */
export class ExpressionReader {
  readonly text: string;
  #depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** @returns the expression of one node. */
  read(node: SyntaxNode | undefined): Expression {
    if (node === undefined) {
      return { kind: 'broken', span: { start: 0, end: 0 } };
    }
    if (this.#depth >= deepest) {
      return { kind: 'broken', span: spanOf(node) };
    }
    this.#depth++;
    try {
      return this.#convert(node) ?? { kind: 'broken', span: spanOf(node) };
    } finally {
      this.#depth--;
    }
  }

  /**
   * @returns the expression of nodes side by side: one node, or a tuple without brackets such as `a, *b`, or with `:=`.
   */
  readList(nodes: readonly SyntaxNode[], at: number): Expression {
    const first = nodes[0];
    const last = nodes[nodes.length - 1];
    if (first === undefined || last === undefined) {
      return { kind: 'broken', span: { start: at, end: at } };
    }
    const items = this.#items(nodes);
    if (items.length === 1 && !nodes.some((node) => node.name === ',') && items[0]?.kind !== 'starred') {
      return items[0] as Expression;
    }
    return { kind: 'tuple', span: { start: first.from, end: last.to }, items };
  }

  /** @returns the arguments of a call or of a class. */
  readArguments(list: SyntaxNode): Argument[] {
    const inner = childrenOf(list).slice(1, -1);
    if (inner.some((node) => node.name === 'for')) {
      const value = this.#comprehension(inner, 'generator', spanOf(list));
      return [{ span: value.span, star: '', name: undefined, value }];
    }
    return splitAtCommas(inner).map((nodes) => {
      const first = nodes[0] as SyntaxNode;
      const last = nodes[nodes.length - 1] as SyntaxNode;
      const whole = { start: first.from, end: last.to };
      if (first.name === '*' || first.name === '**') {
        return { span: whole, star: first.name, name: undefined, value: this.read(nodes[1]) };
      }
      if (nodes[1]?.name === 'AssignOp' && this.#textOf(nodes[1]) === '=') {
        return { span: whole, star: '', name: this.#textOf(first), value: this.read(nodes[2]) };
      }
      return { span: whole, star: '', name: undefined, value: this.readList(nodes, first.from) };
    });
  }

  /** @returns the parameters of a function, from what stands between its brackets. */
  readParameters(nodes: readonly SyntaxNode[]): Parameter[] {
    return splitAtCommas(nodes).map((part): Parameter => {
      const star = this.#textOf(part[0] as SyntaxNode);
      const name = part.find((child) => child.name === 'VariableName');
      const equals = part.findIndex((child) => child.name === 'AssignOp');
      return {
        name: name === undefined ? '' : this.#textOf(name),
        star: star === '*' || star === '**' || star === '/' ? star : '',
        fallback: equals < 0 ? undefined : this.read(part[equals + 1]),
      };
    });
  }

  #textOf(node: SyntaxNode): string {
    return this.text.slice(node.from, node.to);
  }

  #items(nodes: readonly SyntaxNode[]): Expression[] {
    return splitAtCommas(nodes).map((part): Expression => {
      const first = part[0] as SyntaxNode;
      const last = part[part.length - 1] as SyntaxNode;
      if (first.name === '*') {
        return { kind: 'starred', span: { start: first.from, end: last.to }, value: this.read(part[1]) };
      }
      if (part[1]?.name === 'AssignOp') {
        const [target, , value] = part;
        return {
          kind: 'walrus',
          span: { start: first.from, end: last.to },
          target: this.read(target),
          value: this.read(value),
        };
      }
      return part.length === 1 ? this.read(first) : { kind: 'broken', span: { start: first.from, end: last.to } };
    });
  }

  #convert(node: SyntaxNode): Expression | undefined {
    const span = spanOf(node);
    const children = childrenOf(node);
    switch (node.name) {
      case 'VariableName':
        return { kind: 'name', span, name: this.#textOf(node) };
      case 'Number': {
        const literal = this.#textOf(node);
        const value = numberValue(literal);
        return value === undefined
          ? undefined
          : { kind: 'number', span, value, integer: /^0[xob]|^[\d_]+$/i.test(literal) };
      }
      case 'Boolean':
        return { kind: 'constant', span, value: this.#textOf(node) === 'True' };
      case 'None':
        return { kind: 'constant', span, value: null };
      case 'Ellipsis':
      case '...':
        return { kind: 'constant', span, value: '...' };
      case 'String':
      case 'FormatString':
        return this.#strings([node], span);
      case 'ContinuedString':
        return this.#strings(children, span);
      case 'ParenthesizedExpression':
        return { ...this.readList(children.slice(1, -1), node.from), span };
      case 'TupleExpression':
        return { kind: 'tuple', span, items: this.#items(children.slice(1, -1)) };
      case 'ArrayExpression':
        return { kind: 'list', span, items: this.#items(children.slice(1, -1)) };
      case 'SetExpression':
        return { kind: 'set', span, items: this.#items(children.slice(1, -1)) };
      case 'DictionaryExpression':
        return { kind: 'dictionary', span, entries: this.#entries(children.slice(1, -1)) };
      case 'ArrayComprehensionExpression':
        return this.#comprehension(children.slice(1, -1), 'list', span);
      case 'SetComprehensionExpression':
        return this.#comprehension(children.slice(1, -1), 'set', span);
      case 'DictionaryComprehensionExpression':
        return this.#comprehension(children.slice(1, -1), 'dictionary', span);
      case 'ComprehensionExpression':
        return this.#comprehension(children.slice(1, -1), 'generator', span);
      case 'NamedExpression':
        return { kind: 'walrus', span, target: this.read(children[0]), value: this.read(children[2]) };
      case 'CallExpression':
        return children[1]?.name === 'ArgList'
          ? { kind: 'call', span, callee: this.read(children[0]), arguments: this.readArguments(children[1]) }
          : undefined;
      case 'MemberExpression':
        return this.#member(children, span);
      case 'ConditionalExpression':
        return {
          kind: 'conditional',
          span,
          consequence: this.read(children[0]),
          test: this.read(children[2]),
          otherwise: this.read(children[4]),
        };
      case 'UnaryExpression':
        if (children[0]?.name === 'not') {
          return this.#logic(node);
        }
        return {
          kind: 'unary',
          span,
          operator: this.#textOf(children[0] as SyntaxNode),
          operand: this.read(children[1]),
        };
      case 'BinaryExpression':
        return this.#binary(node, children, span);
      case 'LambdaExpression':
        return {
          kind: 'lambda',
          span,
          parameters: children[1]?.name === 'ParamList' ? this.readParameters(childrenOf(children[1])) : [],
          body: this.read(children[children.length - 1]),
        };
      case 'AwaitExpression':
        return { kind: 'await', span };
      case 'YieldExpression':
        return { kind: 'yield', span };
      default:
        return undefined;
    }
  }

  #member(children: readonly SyntaxNode[], span: Span): Expression | undefined {
    const object = this.read(children[0]);
    const last = children[children.length - 1] as SyntaxNode;
    if (last.name === 'PropertyName') {
      return { kind: 'attribute', span, object, name: this.#textOf(last) };
    }
    const inside = children.slice(2, -1);
    if (!inside.some((node) => node.name === ':')) {
      return { kind: 'subscript', span, object, index: this.readList(inside, span.end) };
    }
    if (inside.some((node) => node.name === ',')) {
      return undefined;
    }
    const bounds: (Expression | undefined)[] = [undefined];
    for (const node of inside) {
      if (node.name === ':') {
        bounds.push(undefined);
      } else {
        bounds[bounds.length - 1] = this.read(node);
      }
    }
    const [start, stop, step] = bounds;
    const place = { start: (inside[0] as SyntaxNode).from, end: (inside[inside.length - 1] as SyntaxNode).to };
    return { kind: 'subscript', span, object, index: { kind: 'slice', span: place, start, stop, step } };
  }

  #binary(node: SyntaxNode, children: readonly SyntaxNode[], span: Span): Expression {
    const operator = children
      .slice(1, -1)
      .map((node) => this.#textOf(node))
      .join(' ');
    if (operator === 'and' || operator === 'or') {
      return this.#logic(node);
    }
    const left = this.read(children[0]);
    const right = this.read(children[children.length - 1]);
    if (/^(?:[<>]|[<>=!]=|<>|in|not in|is|is not)$/.test(operator)) {
      const comparison = { operator, right };
      return left.kind === 'compare' && children[0]?.name === 'BinaryExpression'
        ? ({ ...left, span, comparisons: [...left.comparisons, comparison] } satisfies CompareExpression)
        : { kind: 'compare', span, left, comparisons: [comparison] };
    }
    return { kind: 'binary', span, operator, left, right };
  }

  /**
   * Reads `and`, `or` and `not` anew from their operands in the order of the text: the grammar lets `not` take in what
   * stands behind a following `and` or `or`, in Python it binds tighter than both.
   */
  #logic(node: SyntaxNode): Expression {
    const words = this.#logicWords(node, 0);
    let at = 0;
    const chain = (operator: 'and' | 'or', operand: () => Expression): Expression => {
      let left = operand();
      while (words[at] === operator) {
        at++;
        const right = operand();
        left = { kind: 'boolean', span: { start: left.span.start, end: right.span.end }, operator, left, right };
      }
      return left;
    };
    const inverted = (): Expression => {
      const nots: number[] = [];
      for (let word = words[at]; typeof word === 'number'; word = words[at]) {
        nots.push(word);
        at++;
      }
      const word = words[at++];
      const operand = typeof word === 'object' ? this.read(word) : ({ kind: 'broken', span: spanOf(node) } as const);
      return nots.reduceRight<Expression>(
        (inner, start) => ({ kind: 'unary', span: { start, end: inner.span.end }, operator: 'not', operand: inner }),
        operand,
      );
    };
    return chain('or', () => chain('and', inverted));
  }

  /** The operands and operators in the order of the text; a `not` is the offset at which it stands. */
  #logicWords(node: SyntaxNode, depth: number): (SyntaxNode | number | 'and' | 'or' | undefined)[] {
    if (depth > deepest) {
      return [undefined];
    }
    const children = childrenOf(node);
    const [first, second, third] = children;
    if (node.name === 'UnaryExpression' && first?.name === 'not' && second !== undefined) {
      return [first.from, ...this.#logicWords(second, depth + 1)];
    }
    if (node.name === 'BinaryExpression' && first !== undefined && third !== undefined) {
      if (second?.name === 'and' || second?.name === 'or') {
        return [...this.#logicWords(first, depth + 1), second.name, ...this.#logicWords(third, depth + 1)];
      }
    }
    return [node];
  }

  #entries(nodes: readonly SyntaxNode[]): DictionaryEntry[] {
    return splitAtCommas(nodes).map((part) =>
      part[0]?.name === '**'
        ? { key: undefined, value: this.read(part[1]) }
        : { key: this.read(part[0]), value: this.read(part[2]) },
    );
  }

  #comprehension(
    nodes: readonly SyntaxNode[],
    of: 'list' | 'set' | 'dictionary' | 'generator',
    span: Span,
  ): Expression {
    const at = (name: string): number => nodes.findIndex((node) => node.name === name);
    const loop = at('for');
    const within = at('in');
    const loops = nodes.filter((node) => node.name === 'for' || node.name === 'async').length;
    const firstIf = at('if');
    const end = firstIf < 0 ? nodes.length : firstIf;
    if (loops !== 1 || loop < 0 || within < loop || end !== within + 2) {
      return { kind: 'broken', span };
    }
    const pair = of === 'dictionary' && nodes[1]?.name === ':';
    return {
      kind: 'comprehension',
      span,
      of,
      key: pair ? this.read(nodes[0]) : undefined,
      value: pair ? this.read(nodes[2]) : this.readList(nodes.slice(0, loop), span.start),
      target: this.readList(nodes.slice(loop + 1, within), span.start),
      iterable: this.read(nodes[within + 1]),
      conditions: nodes.slice(end).flatMap((node) => (node.name === 'if' ? [] : [this.read(node)])),
    };
  }

  #strings(nodes: readonly SyntaxNode[], span: Span): Expression | undefined {
    const parts: (string | FormattedPart)[] = [];
    let bytes = false;
    let formatted = false;
    for (const node of nodes) {
      const literal = this.#textOf(node);
      const shape = literalParts(literal);
      if (shape === undefined) {
        return undefined;
      }
      const raw = shape.prefix.includes('r');
      const decode = (start: number, end: number): boolean => {
        const body = this.text.slice(start, end);
        const value = raw ? body : unescapeString(body);
        parts.push(
          (node.name === 'FormatString' ? value?.replace(/\{\{|\}\}/g, (pair) => pair[0] as string) : value) ?? '',
        );
        return value !== undefined;
      };
      bytes ||= shape.prefix.includes('b');
      formatted ||= node.name === 'FormatString';
      let from = node.from + shape.bodyStart;
      for (const child of childrenOf(node).filter((child) => child.name === 'FormatReplacement')) {
        const inner = childrenOf(child);
        const shown = inner.slice(1).filter((part) => !/^Format|^[{}]$/.test(part.name));
        if (!decode(from, child.from)) {
          return undefined;
        }
        parts.push({ value: this.readList(shown, child.from), plain: inner.length === 3 });
        from = child.to;
      }
      if (!decode(from, node.from + shape.bodyEnd)) {
        return undefined;
      }
    }
    return formatted
      ? { kind: 'formatted', span, parts: parts.filter((part) => part !== '') }
      : { kind: 'string', span, value: parts.join(''), bytes };
  }
}

/** @returns the nodes between commas; nothing for what stands behind the last one. */
export function splitAtCommas(nodes: readonly SyntaxNode[]): SyntaxNode[][] {
  const parts: SyntaxNode[][] = [[]];
  for (const node of nodes) {
    if (node.name === ',') {
      parts.push([]);
    } else {
      parts[parts.length - 1]?.push(node);
    }
  }
  return parts.filter((part) => part.length > 0);
}
