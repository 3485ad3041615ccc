import { message } from '../../base/message.ts';
import type { Glyph, ReadText } from '../../base/read-text.ts';
import type { Workspace } from '../../base/workspace.ts';
import { optionValue } from '../../dialects/process/options.ts';
import type { Process } from '../../dialects/process/process.ts';
import { defineRule } from '../define.ts';

const systemd = 'systemd puts the home folder of root here before Celery sees %h; write %%h.';
const supervisor = 'supervisor takes this % for the beginning of a place to fill in, and refuses the file; write %%.';
const escape_ = 'Write %%';

/** `-n worker@%h` in a unit or in a program of supervisor. */
export const unescapedPercent = defineRule({
  id: 'process/unescaped-percent',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['process'],
  fix: 'safe',
  sources: [
    'https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html#Specifiers',
    'https://supervisord.org/configuration.html#program-x-section-settings',
  ],
  messages: { systemd, supervisor, escape_ },
  oncePerPlace: true,
  check({ site, report }) {
    for (const process of site.processes) {
      const kind = process.definition.kind;
      if (kind !== 'systemd' && kind !== 'supervisor') {
        continue;
      }
      const glyphs = kind === 'systemd' ? homeFolders(process, site.workspace) : lonePercents(process);
      for (const { path, start } of glyphs) {
        report({
          path,
          span: { start, end: start + (kind === 'systemd' ? 2 : 1) },
          message: kind,
          ...(kind === 'systemd' ? { severity: 'warning' as const } : {}),
          fixes: [
            { title: message(escape_), kind: 'safe', edits: [{ path, span: { start, end: start }, newText: '%' }] },
          ],
        });
      }
    }
  },
});

/** The `%h` of a node name: there Celery has a use for it, and a home folder makes no sense. */
function homeFolders({ program }: Process, workspace: Workspace): Glyph[] {
  if (program.kind !== 'worker' && program.kind !== 'beat') {
    return [];
  }
  const name: ReadText | undefined = optionValue(program.options, '--hostname');
  return (name?.glyphs ?? []).filter((glyph) => workspace.read(glyph.path)?.slice(glyph.start, glyph.end) === '%h');
}

/** A `%` that is neither doubled nor the beginning of `%(name)s`. */
function lonePercents({ words, path }: Process): Glyph[] {
  return words.flatMap((word) =>
    word.glyphs.filter((glyph) => glyph.character === '%' && glyph.path === path && glyph.end - glyph.start === 1),
  );
}
