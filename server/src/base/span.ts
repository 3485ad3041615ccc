/** A half-open range of a text, in UTF-16 code units: `start` is inside, `end` is not. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** @returns the span from `start` to `end`. */
export function span(start: number, end: number): Span {
  return { start, end };
}

/** @returns whether `offset` lies in `span` or touches its end, as a caret does. */
export function touches(range: Span, offset: number): boolean {
  return range.start <= offset && offset <= range.end;
}

/** @returns whether the two spans share at least one position; an empty span touches what it stands in. */
export function overlaps(one: Span, other: Span): boolean {
  return one.start <= other.end && other.start <= one.end;
}
