import { directoryName, joinPath, type WorkspacePath } from '../../base/path.ts';
import type { Span } from '../../base/span.ts';

/** One option of a `vite.config.*`: it is written once as a plain value, it isn't written at all, or the file doesn't tell. */
export type ViteOption =
  | { readonly kind: 'text'; readonly value: string; readonly span: Span }
  | { readonly kind: 'flag'; readonly value: boolean; readonly span: Span }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown' };

const STRING = /^(?:"([^"\\\n]*)"|'([^'\\\n]*)'|`([^`\\$\n]*)`)/;
/** The ways in which people make a path from one plain text, seen from the folder of the file. */
const RESOLVED = /^(?:path\.)?(?:resolve|join)\(\s*(?:(?:__dirname|import\.meta\.dirname|process\.cwd\(\))\s*,\s*)?/;

/**
 * Reads one option of a `vite.config.*` without running it.
 * @param name such as `outDir`; where the file has the name more than once, or anything but one plain value, it is unknown.
 */
export function viteOption(text: string, name: string): ViteOption {
  const code = withoutComments(text);
  const mentions = [...code.matchAll(new RegExp(`(?<![\\w$.-])["']?${name}["']?(?=\\s*[:,}(=])`, 'g'))];
  const [only] = mentions;
  if (only === undefined) {
    return new RegExp(`\\b${name}\\b`).test(code) ? { kind: 'unknown' } : { kind: 'absent' };
  }
  const colon = /^\s*:\s*/.exec(code.slice(only.index + only[0].length));
  if (mentions.length > 1 || colon === null) {
    return { kind: 'unknown' };
  }
  const start = only.index + only[0].length + colon[0].length;
  const rest = code.slice(start);
  const flag = /^(?:true|false)\b/.exec(rest)?.[0];
  if (flag !== undefined) {
    return { kind: 'flag', value: flag === 'true', span: { start, end: start + flag.length } };
  }
  const call = RESOLVED.exec(rest)?.[0] ?? '';
  const found = STRING.exec(rest.slice(call.length));
  const after = found === null ? '' : rest.slice(call.length + found[0].length);
  if (found === null || !(call === '' ? /^\s*[,}\n]/ : /^\s*\)\s*[,}\n]/).test(after)) {
    return { kind: 'unknown' };
  }
  const value = found[1] ?? found[2] ?? found[3] ?? '';
  return { kind: 'text', value, span: { start: start + call.length, end: start + call.length + found[0].length } };
}

/** @returns the folder into which Vite builds, for a file that tells it. */
export function viteOutput(path: WorkspacePath, text: string): { folder: WorkspacePath; span: Span } | undefined {
  const output = viteOption(text, 'outDir');
  const root = viteOption(text, 'root');
  if (output.kind !== 'text' || (root.kind !== 'absent' && root.kind !== 'text')) {
    return undefined;
  }
  const folder = joinPath(directoryName(path), root.kind === 'text' ? root.value : '.', output.value);
  return { folder, span: output.span };
}

/** The text with each comment made blank; what stands in quotes stays. */
function withoutComments(text: string): string {
  return text.replace(
    /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
    (part) => (part.startsWith('/') ? part.replace(/[^\n]/g, ' ') : part),
  );
}
