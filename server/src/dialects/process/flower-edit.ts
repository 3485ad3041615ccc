import type { FileEdit } from '../../base/text-edit.ts';
import type { Workspace } from '../../base/workspace.ts';
import type { Flower } from './flowers.ts';

/** @returns the edits that tell a Flower the prefix `prefix`, where it is told one now; undefined where it can't be put in safely. */
export function prefixEdits(flower: Flower, prefix: string, workspace: Workspace): readonly FileEdit[] | undefined {
  const setting = flower.options.get('url_prefix');
  if (setting.text !== undefined && setting.text.length > 0) {
    const { path, span } = setting.text.place();
    const inside = span.end > span.start && workspace.read(path)?.slice(span.start, span.end) === setting.text.value;
    return inside ? [{ path, span, newText: prefix }] : undefined;
  }
  if (setting.origin !== undefined) {
    return undefined;
  }
  const { command } = flower.process.program;
  const { path, span } = command.origin;
  const text = workspace.read(path);
  if (text === undefined || command.hole !== undefined) {
    return undefined;
  }
  const line = text.slice(text.lastIndexOf('\n', span.start - 1) + 1, span.start);
  const quote = /^["']/.exec(text.slice(span.start, span.end))?.[0] ?? '';
  const item = /^(\s*-\s+)$/.exec(line);
  const flow = quote !== '' && /[[,]\s*$/.test(line);
  const option = `--url_prefix=${prefix}`;
  const newText =
    item !== null
      ? `\n${item[1]}${quote}${option}${quote}`
      : flow
        ? `, ${quote}${option}${quote}`
        : quote === ''
          ? ` ${option}`
          : undefined;
  return newText === undefined ? undefined : [{ path, span: { start: span.end, end: span.end }, newText }];
}
