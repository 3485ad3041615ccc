import { parseNginx } from '../../../../server/src/syntax/nginx/parse.ts';
import type { Directive, Token } from '../../../../server/src/syntax/nginx/tree.ts';
import type { Random } from '../../../harness/random.ts';

/** Makes one edit. @returns the new text; undefined where there is nothing to edit in this way. */
export type Edit = (text: string, random: Random) => string | undefined;

/** @returns `text` with `newText` in the place of a span. */
export function replaced(text: string, span: { start: number; end: number }, newText: string): string {
  return text.slice(0, span.start) + newText + text.slice(span.end);
}

/** @returns the tokens of some kinds, in the order of the text. */
export function tokensOf(text: string, kinds: readonly Token['kind'][]): Token[] {
  return parseNginx(text).tokens.filter((token) => kinds.includes(token.kind));
}

/** @returns all statements of a text, each in front of those in its block. */
export function statementsOf(text: string): Directive[] {
  return withInner(parseNginx(text).items);
}

function withInner(items: readonly Directive[]): Directive[] {
  return items.flatMap((item) => [item, ...withInner(item.block?.items ?? [])]);
}

/** @returns the edit of one token of some kinds. */
export function withToken(
  kinds: readonly Token['kind'][],
  change: (token: string, random: Random) => string | undefined,
): Edit {
  return (text, random) => {
    const tokens = tokensOf(text, kinds);
    if (tokens.length === 0) {
      return undefined;
    }
    const token = random.pick(tokens);
    const changed = change(text.slice(token.span.start, token.span.end), random);
    return changed === undefined ? undefined : replaced(text, token.span, changed);
  };
}
