/**
 * @returns `read` with its last `limit` answers remembered by the text they were read from. `read` must be pure: the same
 * text always gives the same answer, and nobody changes an answer. A text that was asked for lately is forgotten last.
 */
export function rememberByText<T>(read: (text: string) => T, limit = 2000): (text: string) => T {
  const answers = new Map<string, { readonly value: T }>();
  return (text) => {
    const found = answers.get(text);
    const answer = found ?? { value: read(text) };
    answers.delete(text);
    answers.set(text, answer);
    if (answers.size > limit) {
      const oldest = answers.keys().next();
      if (!oldest.done) {
        answers.delete(oldest.value);
      }
    }
    return answer.value;
  };
}

/** @returns `read` with its last `limit` answers remembered by the file and its text, for answers that hold places of the file. */
export function rememberByFile<P extends string, T>(
  read: (path: P, text: string) => T,
  limit = 2000,
): (path: P, text: string) => T {
  const remembered = rememberByText((key) => {
    const cut = key.indexOf('\0');
    return read(key.slice(0, cut) as P, key.slice(cut + 1));
  }, limit);
  return (path, text) => remembered(`${path}\0${text}`);
}
