import type { Origin } from '../../base/known.ts';
import { message } from '../../base/message.ts';
import { nearestName } from '../../base/nearest.ts';
import { flowerOptions } from '../../facts/flower.ts';
import type { FlowerInstance } from '../../site/flower/flower.ts';
import { defineRule } from '../define.ts';

const variable = 'Flower doesn’t read the variable {written}. Did you mean {right}?';
const name = 'Flower doesn’t read the name {written} of its configuration file. Did you mean {right}?';
const why = 'What Flower doesn’t know is dropped without a word.';
const rename = 'Rename it to {right}';

interface Slip {
  readonly kind: 'variable' | 'name';
  readonly written: string;
  readonly right: string;
  readonly place: Origin;
}

/** `flower_url_prefix=flower` in the environment, `URL_PREFIX = 'flower'` in `flowerconfig.py`. */
export const ignoredSetting = defineRule({
  id: 'flower/ignored-setting',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'proven',
  needs: ['flower'],
  fix: 'safe',
  sources: ['https://flower.readthedocs.io/en/latest/config.html'],
  messages: { variable, name, why, rename },
  oncePerPlace: true,
  check({ site, report }) {
    for (const flower of site.flowers) {
      for (const slip of [...variableSlips(flower), ...nameSlips(flower)]) {
        const { path, span } = slip.place;
        report({
          path,
          span,
          message: slip.kind,
          values: { written: slip.written, right: slip.right },
          note: 'why',
          fixes: [
            {
              title: message(rename, { right: slip.right }),
              kind: 'safe',
              edits: [{ path, span, newText: slip.right }],
            },
          ],
        });
      }
    }
  },
});

function variableSlips({ process }: FlowerInstance): Slip[] {
  const slips: Slip[] = [];
  for (const { name: written, origin } of process.environment.variables.values()) {
    const option = /^flower_(.+)$/i.exec(written)?.[1];
    if (option === undefined || (written.startsWith('FLOWER_') && flowerOptions.has(option.toLowerCase()))) {
      continue;
    }
    const near = flowerOptions.has(option.toLowerCase()) ? option.toLowerCase() : nearestName(option, longNames);
    if (near !== undefined && written !== 'FLOWER_UNAUTHENTICATED_API') {
      const place = { path: origin.path, span: { start: origin.span.start, end: origin.span.start + written.length } };
      slips.push({ kind: 'variable', written, right: `FLOWER_${near.toUpperCase()}`, place });
    }
  }
  return slips;
}

/** Short names have too many neighbours to be sure of a slip. */
const longNames = [...flowerOptions.keys()].filter((option) => option.length >= 8);

function nameSlips({ options }: FlowerInstance): Slip[] {
  const { configuration } = options;
  if (configuration === undefined) {
    return [];
  }
  return [...configuration.names].flatMap(([written, value]): Slip[] => {
    const right = written.toLowerCase();
    return written !== right && flowerOptions.has(right) && configuration.get(right) === undefined
      ? [{ kind: 'name', written, right, place: { path: configuration.path, span: value.nameSpan } }]
      : [];
  });
}
