import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/python';
import type { Problem } from '../../base/problem.ts';
import type { Span } from '../../base/span.ts';
import { childrenOf, ExpressionReader, splitAtCommas } from './read-expression.ts';
import type { ExceptClause, Expression, ImportedName, PythonModule, Statement } from './tree.ts';

/**
 * Reads a Python file. A statement that isn't Python becomes `broken` and costs no other statement.
 * @returns its statements and what couldn't be read; it never throws.
 */
export function parsePython(text: string): PythonModule {
  const reader = new StatementReader(text);
  const statements = reader.readAll(parser.parse(text).topNode);
  return { text, statements, problems: reader.problems };
}

class StatementReader {
  readonly problems: Problem[] = [];
  readonly #text: string;
  readonly #expressions: ExpressionReader;

  constructor(text: string) {
    this.#text = text;
    this.#expressions = new ExpressionReader(text);
  }

  readAll(script: SyntaxNode): Statement[] {
    return this.#readLines(childrenOf(script)).flatMap((nodes) => {
      const [node] = nodes;
      if (nodes.length > 1 || node === undefined) {
        return [this.#broken(nodes)];
      }
      const line = this.#text.slice(this.#text.lastIndexOf('\n', node.from - 1) + 1, node.from);
      const misplaced = /^[ \t]+$/.test(line) && !node.type.isError;
      return misplaced
        ? [this.#broken(nodes, 'This line is indented, but nothing above it opens a block.')]
        : this.#read(node);
    });
  }

  /** @returns the nodes of a block, those together that stand on one line with nothing between them: that isn't Python. */
  #readLines(nodes: readonly SyntaxNode[]): SyntaxNode[][] {
    const lines: SyntaxNode[][] = [];
    for (const node of nodes.filter((child) => child.to > child.from)) {
      const line = lines[lines.length - 1];
      const before = line?.[line.length - 1];
      if (before !== undefined && !this.#text.slice(before.from, node.from).includes('\n')) {
        line?.push(node);
      } else {
        lines.push([node]);
      }
    }
    return lines;
  }

  /** Blocks run up to the next statement; the comments and blank lines at their end don't belong to the statement. */
  #spanOf(node: SyntaxNode): Span {
    let last = node;
    while (last.lastChild !== null && /(?:Statement|StatementGroup|Definition|Body|Clause)$/.test(last.name)) {
      last = last.lastChild;
      while (last.name === 'Comment' && last.prevSibling !== null) {
        last = last.prevSibling;
      }
    }
    let end = last.to;
    while (end > node.from && /\s/.test(this.#text[end - 1] as string)) {
      end--;
    }
    return { start: node.from, end };
  }

  #broken(nodes: readonly SyntaxNode[], message = 'This is not Python.'): Statement {
    const [first] = nodes;
    const last = nodes[nodes.length - 1];
    const span = {
      start: first?.from ?? 0,
      end: last === undefined ? 0 : this.#spanOf(last).end,
    };
    this.problems.push({ span, message });
    return { kind: 'broken', span };
  }

  #read(node: SyntaxNode): Statement[] {
    if (node.name === 'StatementGroup') {
      return childrenOf(node).flatMap((child) => (child.name === ';' ? [] : this.#read(child)));
    }
    if (node.type.isError) {
      return node.to > node.from ? [this.#broken([node])] : [];
    }
    if (hasOwnError(node)) {
      return [this.#broken([node])];
    }
    return [this.#convert(node, this.#spanOf(node))];
  }

  #body(node: SyntaxNode | undefined): Statement[] {
    const nodes = node === undefined ? [] : childrenOf(node).filter((child) => child.name !== ':');
    return this.#readLines(nodes).flatMap((line) =>
      line.length === 1 && line[0] !== undefined ? this.#read(line[0]) : [this.#broken(line)],
    );
  }

  #convert(node: SyntaxNode, span: Span): Statement {
    const children = childrenOf(node);
    const list = (nodes: readonly SyntaxNode[]): Expression => this.#expressions.readList(nodes, span.end);
    switch (node.name) {
      case 'AssignStatement':
        return this.#assign(children, span);
      case 'UpdateStatement': {
        const at = children.findIndex((child) => child.name === 'UpdateOp');
        const operator = this.#text.slice(children[at]?.from, children[at]?.to).slice(0, -1);
        return {
          kind: 'augment',
          span,
          target: list(children.slice(0, at)),
          operator,
          value: list(children.slice(at + 1)),
        };
      }
      case 'ExpressionStatement':
        return { kind: 'expression', span, value: list(children) };
      case 'ImportStatement':
        return this.#import(children, span);
      case 'IfStatement':
        return this.#if(children, span);
      case 'TryStatement':
        return this.#try(children, span);
      case 'WithStatement':
        return this.#with(children, span);
      case 'ForStatement':
      case 'WhileStatement':
        return this.#loop(children, span);
      case 'FunctionDefinition':
      case 'ClassDefinition':
        return this.#definition(children, span, false);
      case 'DecoratedStatement': {
        const inner = children.find((child) => child.name !== 'Decorator');
        return inner === undefined || inner.type.isError
          ? this.#broken([node])
          : this.#definition(childrenOf(inner), span, true);
      }
      case 'ReturnStatement':
        return { kind: 'return', span, value: children.length > 1 ? list(children.slice(1)) : undefined };
      case 'RaiseStatement':
        return { kind: 'raise', span, value: children.length > 1 ? this.#expressions.read(children[1]) : undefined };
      case 'DeleteStatement':
        return {
          kind: 'delete',
          span,
          targets: splitAtCommas(children.slice(1)).map((part) => this.#expressions.read(part[0])),
        };
      case 'ScopeStatement':
        return {
          kind: 'global',
          span,
          names: children.filter((child) => child.name === 'VariableName').map((child) => this.#textOf(child)),
        };
      case 'PassStatement':
        return { kind: 'pass', span };
      case 'BreakStatement':
        return { kind: 'break', span };
      case 'ContinueStatement':
        return { kind: 'continue', span };
      case 'AssertStatement':
        return { kind: 'assert', span };
      case 'TypeDefinition':
        return { kind: 'type', span };
      case 'YieldStatement':
        return { kind: 'expression', span, value: { kind: 'yield', span } };
      case 'MatchStatement':
        return { kind: 'broken', span };
      default:
        return this.#broken([node]);
    }
  }

  #textOf(node: SyntaxNode | undefined): string {
    return node === undefined ? '' : this.#text.slice(node.from, node.to);
  }

  #assign(children: readonly SyntaxNode[], span: Span): Statement {
    const parts: SyntaxNode[][] = [[]];
    let annotation: Expression | undefined;
    for (const child of children) {
      if (child.name === 'AssignOp') {
        parts.push([]);
      } else if (child.name === 'TypeDef') {
        annotation = this.#expressions.read(childrenOf(child).find((part) => part.name !== ':'));
      } else {
        parts[parts.length - 1]?.push(child);
      }
    }
    const expressions = parts.map((nodes) => this.#expressions.readList(nodes, span.end));
    const value = expressions.length > 1 ? expressions.pop() : undefined;
    return { kind: 'assign', span, targets: expressions, annotation, value };
  }

  #import(children: readonly SyntaxNode[], span: Span): Statement {
    const at = children.findIndex((child) => child.name === 'import');
    const named = children.slice(at + 1).filter((child) => child.name !== '(' && child.name !== ')');
    const names = splitAtCommas(named).map((part): ImportedName => {
      const cut = part.findIndex((child) => child.name === 'as');
      const dotted = cut < 0 ? part : part.slice(0, cut);
      return {
        span: { start: (part[0] as SyntaxNode).from, end: (part[part.length - 1] as SyntaxNode).to },
        name: dotted.map((child) => this.#textOf(child)).join(''),
        alias: cut < 0 ? undefined : this.#textOf(part[cut + 1]),
      };
    });
    if (children[0]?.name !== 'from') {
      return { kind: 'import', span, names };
    }
    const from = children
      .slice(1, at)
      .map((child) => this.#textOf(child))
      .join('');
    const level = /^\.*/.exec(from)?.[0].length ?? 0;
    return { kind: 'from', span, level, module: from.slice(level), names: named[0]?.name === '*' ? '*' : names };
  }

  #if(children: readonly SyntaxNode[], span: Span): Statement {
    const branches: { test: Expression; body: Statement[] }[] = [];
    let otherwise: Statement[] = [];
    let header: SyntaxNode[] = [];
    for (const child of children) {
      if (child.name !== 'Body') {
        header.push(child);
        continue;
      }
      if (header[0]?.name === 'else') {
        otherwise = this.#body(child);
      } else {
        branches.push({ test: this.#expressions.readList(header.slice(1), child.from), body: this.#body(child) });
      }
      header = [];
    }
    return { kind: 'if', span, branches, otherwise };
  }

  #try(children: readonly SyntaxNode[], span: Span): Statement {
    let body: Statement[] = [];
    let otherwise: Statement[] = [];
    let last: Statement[] = [];
    const handlers: ExceptClause[] = [];
    let header: SyntaxNode[] = [];
    for (const child of children) {
      if (child.name !== 'Body') {
        header.push(child);
        continue;
      }
      const word = header[0]?.name;
      const statements = this.#body(child);
      if (word === 'try') {
        body = statements;
      } else if (word === 'else') {
        otherwise = statements;
      } else if (word === 'finally') {
        last = statements;
      } else {
        const caught = header.slice(1).filter((part) => part.name !== '*');
        const named = caught.findIndex((part) => part.name === 'as');
        handlers.push({
          type: caught[0] === undefined ? undefined : this.#expressions.read(caught[0]),
          name: named < 0 ? undefined : this.#textOf(caught[named + 1]),
          body: statements,
        });
      }
      header = [];
    }
    return { kind: 'try', span, body, handlers, otherwise, finally: last };
  }

  #with(children: readonly SyntaxNode[], span: Span): Statement {
    const start = children.findIndex((child) => child.name === 'with') + 1;
    const body = children[children.length - 1];
    const items = splitAtCommas(children.slice(start, -1)).map((part) => ({
      value: this.#expressions.read(part[0]),
      target: part[1]?.name === 'as' ? this.#expressions.read(part[2]) : undefined,
    }));
    return { kind: 'with', span, items, body: this.#body(body) };
  }

  #loop(children: readonly SyntaxNode[], span: Span): Statement {
    const bodies = children.filter((child) => child.name === 'Body').map((child) => this.#body(child));
    const body = bodies[0] ?? [];
    const otherwise = bodies[1] ?? [];
    const end = children.findIndex((child) => child.name === 'Body');
    const start = children.findIndex((child) => child.name === 'for' || child.name === 'while') + 1;
    const within = children.findIndex((child) => child.name === 'in');
    const header = (from: number, to: number): Expression =>
      this.#expressions.readList(children.slice(from, to), span.end);
    return children[start - 1]?.name === 'while'
      ? { kind: 'while', span, test: header(start, end), body, otherwise }
      : { kind: 'for', span, target: header(start, within), iterable: header(within + 1, end), body, otherwise };
  }

  #definition(children: readonly SyntaxNode[], span: Span, decorated: boolean): Statement {
    const name = this.#textOf(children.find((child) => child.name === 'VariableName'));
    const body = this.#body(children.find((child) => child.name === 'Body'));
    const parameters = children.find((child) => child.name === 'ParamList');
    if (parameters === undefined) {
      const list = children.find((child) => child.name === 'ArgList');
      const bases = list === undefined ? [] : this.#expressions.readArguments(list);
      return { kind: 'class', span, name, decorated, arguments: bases, body };
    }
    const asynchronous = children[0]?.name === 'async';
    const inBrackets = this.#expressions.readParameters(childrenOf(parameters).slice(1, -1));
    return { kind: 'function', span, name, decorated, asynchronous, parameters: inBrackets, body };
  }
}

/** @returns whether the statement itself is cut short or holds what isn't Python; its blocks answer for their own statements. */
function hasOwnError(node: SyntaxNode): boolean {
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.type.isError) {
      return true;
    }
    const holdsStatements = child.name === 'Body' || child.name === 'MatchBody';
    if (child.name === 'Body' && child.firstChild?.nextSibling == null) {
      return true;
    }
    if (!holdsStatements && hasOwnError(child)) {
      return true;
    }
  }
  return false;
}
