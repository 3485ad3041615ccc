/** @returns `text` with every line that isn't empty moved right by one level of `levels` times four blanks. */
export function indent(text: string, levels = 1): string {
  return text.replace(/^(?=.)/gm, '    '.repeat(levels));
}
