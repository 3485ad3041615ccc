import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { renderMessage } from '../../../server/src/base/message.ts';
import { Random } from '../../harness/random.ts';
import { freePorts } from '../site/free-ports.ts';
import { type FlowerVersion, flowerPython, flowerVersions } from './ask-flower.ts';
import { Fleet } from './fleet.ts';
import { makePlace, ours, type Place, starts, wordsAt } from './made-up.ts';
import { Visitor } from './visit.ts';

const COUNT = Number(process.env.SITECONF_FLOWER_PLACES ?? 120);
const SEED = Number(process.env.SITECONF_FLOWER_SEED ?? 20261125);
const nginx = spawnSync('nginx', ['-v']).status === 0;

/** What really happens: the fault for those who know the passwords, and whether a stranger gets a page. */
async function observe({ start, served }: Place, port: number): Promise<{ fault: string | undefined; open: boolean }> {
  const stranger = new Visitor(port);
  return {
    fault: await new Visitor(port, 'u:p').fault(served, start.prefix ?? ''),
    open: (await stranger.fault(served, start.prefix ?? '')) !== 'not found',
  };
}

for (const version of Object.keys(flowerVersions) as FlowerVersion[]) {
  const found = flowerPython(version);
  const skip = 'missing' in found ? found.missing : nginx ? false : 'nginx is not installed';
  test(`what we say of made-up places of Flower ${version} is what a browser meets`, { skip }, async (context) => {
    if ('missing' in found) {
      return;
    }
    const fleet = new Fleet();
    try {
      const [django = 0, ...ports] = await freePorts(1 + starts.length + COUNT, new Random(Date.now()));
      const flowers = ports.splice(0, starts.length);
      fleet.django(django);
      writeFileSync(join(fleet.folder, 'htpasswd'), 'u:{PLAIN}p\n');
      const portOf = (place: Place): number => flowers[starts.indexOf(place.start)] as number;
      const real = (place: Place, port: number): string =>
        `server { listen 127.0.0.1:${port}; ${place.server
          .replaceAll('UP', `127.0.0.1:${portOf(place)}`)
          .replaceAll('HTPASSWD', `${fleet.folder}/htpasswd`)
          .replaceAll('DJANGO', `127.0.0.1:${django}`)} }\n`;
      const random = new Random(SEED);
      const places = Array.from({ length: COUNT }, () => makePlace(random)).filter((place, index) =>
        fleet.takes(real(place, ports[index] as number)),
      );
      const cases = starts.map((start, index) => ({
        ...start,
        words: ['-b', 'memory://', ...wordsAt(start, flowers[index] as number)],
      }));
      await fleet.flowers(found.python, cases, flowers);
      await fleet.nginx(places.map((place, index) => real(place, ports[index] as number)).join(''), ports[0] as number);
      const faults = new Map<string, number>();
      const apart: string[] = [];
      for (const [index, place] of places.entries()) {
        const seen = await observe(place, ports[index] as number);
        const said = ours(place, portOf(place));
        faults.set(seen.fault ?? 'works', (faults.get(seen.fault ?? 'works') ?? 0) + 1);
        // That another location takes the styles is told in two ways: by its pattern, or as links that lead past Flower.
        const isSame = said.fault === seen.fault || (seen.fault === 'stolen assets' && said.fault === 'no assets');
        // Nginx may let in machines that this one isn't.
        const isAllowed = place.server.includes('allow 10');
        const sameDoor = seen.fault === 'not found' || isAllowed || said.open === seen.open;
        if ((!isAllowed && !isSame) || !sameDoor) {
          const told = said.findings.map(({ rule, message }) => `  ${rule}: ${renderMessage(message)}`);
          apart.push(
            [
              `${place.start.name}: ${place.server}`,
              `  fault: real ${seen.fault}, ours ${said.fault}; open to strangers: real ${seen.open}, ours ${said.open}`,
              ...told,
            ].join('\n'),
          );
        }
      }
      const counts = [...faults].map(([fault, count]) => `${fault} ${count}`).join(', ');
      context.diagnostic(`${places.length} places, ${apart.length} apart: ${counts}`);
      assert.equal(apart.length, 0, apart.join('\n'));
      assert.ok(faults.size > 4 && (faults.get('works') ?? 0) > places.length / 10, counts);
    } finally {
      await fleet.close();
    }
  });
}
