/** @returns the lines of a table of a TOML file, such as those below `[tool.poetry.dependencies]`; the empty text where it has none. */
export function tableOf(text: string, name: string): string {
  const header = new RegExp(`^\\[${name.replaceAll('.', '\\.')}\\][^\\n]*\\n`, 'm').exec(text);
  const rest = header === null ? '' : text.slice(header.index + header[0].length);
  const end = /^\[/m.exec(rest)?.index ?? rest.length;
  return rest.slice(0, end);
}
