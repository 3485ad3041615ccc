import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { Random } from '../../harness/random.ts';
import { ownName, type Row, rows } from '../../unit/flower/table.ts';
import { freePorts } from '../site/free-ports.ts';
import { type FlowerVersion, flowerPython, flowerVersions } from './ask-flower.ts';
import { Fleet } from './fleet.ts';
import { Visitor } from './visit.ts';

const prefixes = ['', 'flower', 'tasks'];
const nginx = spawnSync('nginx', ['-v']).status === 0;

function siteText(row: Row, port: number, flower: number, django: number): string {
  const server = row.server.replaceAll('127.0.0.1:5555', `127.0.0.1:${flower}`);
  const rest = row === ownName ? '' : `location / { proxy_pass http://127.0.0.1:${django}; }`;
  return `server { listen 127.0.0.1:${port}; ${server} ${rest} }\n`;
}

for (const version of Object.keys(flowerVersions) as FlowerVersion[]) {
  const found = flowerPython(version);
  const skip = 'missing' in found ? found.missing : nginx ? false : 'nginx is not installed';
  test(`every row of the table, served by the real nginx from the real Flower ${version}`, { skip }, async () => {
    if ('missing' in found) {
      return;
    }
    const fleet = new Fleet();
    try {
      const cells = [...rows, ownName].flatMap((row) => prefixes.map((prefix, index) => ({ row, prefix, index })));
      const chance = new Random(Date.now());
      const [djangoPort = 0, ...ports] = await freePorts(1 + prefixes.length + cells.length, chance);
      const flowers = ports.splice(0, prefixes.length);
      fleet.django(djangoPort);
      const cases = prefixes.map((prefix, index) => ({
        words: [
          ...['-b', 'memory://', 'flower', '--address=127.0.0.1'],
          ...[`--port=${flowers[index]}`, `--url_prefix=${prefix}`],
        ],
      }));
      await fleet.flowers(found.python, cases, flowers);
      const sites = cells.map((cell, index) =>
        siteText(cell.row, ports[index] as number, flowers[cell.index] as number, djangoPort),
      );
      await fleet.nginx(sites.join(''), ports[0] as number);
      const seen = await Promise.all(
        cells.map(({ row, prefix }, index) =>
          new Visitor(ports[index] as number).fault(row === ownName ? '' : 'flower', prefix),
        ),
      );
      assert.deepEqual(
        cells.map(({ row, prefix }, index) => `${row.name} / ${prefix}: ${seen[index] ?? 'works'}`),
        cells.map(({ row, prefix, index }) => `${row.name} / ${prefix}: ${row.faults[index] ?? 'works'}`),
      );
    } finally {
      await fleet.close();
    }
  });
}
