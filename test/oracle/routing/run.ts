import { noFiles } from '../../../server/src/dialects/nginx/route/request.ts';
import { Random } from '../../harness/random.ts';
import { branchDifference, configurationOf, type Difference, differences, ourRoute, requestText } from './compare.ts';
import { generateRequest } from './generate-request.ts';
import { generateWorld, tree, type World } from './generate-world.ts';
import { Playground, send } from './real-nginx.ts';

/** A request on which we and the real server differ. */
export interface Disagreement {
  readonly world: string;
  readonly request: string;
  readonly differences: readonly Difference[];
}

/** How far we and the real server agree. */
export interface Agreement {
  readonly pairs: number;
  readonly agreed: number;
  /** Worlds that the real server refused, which were left out. */
  readonly refused: number;
  /** Answers of the kind `depends`: all of them disagree. */
  readonly open: number;
  readonly disagreements: readonly Disagreement[];
}

const firstPort = 21_000;
const worldsAtOnce = 12;

/** Runs `pairs` random requests through random configurations, ours and the real server's. */
export async function compareRandomly(pairs: number, seed: number): Promise<Agreement> {
  const random = new Random(seed);
  const disagreements: Disagreement[] = [];
  let done = 0;
  let refused = 0;
  let open = 0;
  const perWorld = 25;
  while (done < pairs) {
    const playground = new Playground();
    try {
      const offset = process.pid % 30;
      const upstreams = [firstPort + offset * 100, firstPort + offset * 100 + 1];
      for (const path of tree) {
        playground.write(path);
      }
      for (const port of upstreams) {
        await playground.upstream(port);
      }
      await playground.upstream('up.sock');
      const worlds: { world: World; text: string }[] = [];
      for (let id = 0; id < worldsAtOnce; id++) {
        const world = { port: firstPort + offset * 100 + 10 + id, upstreams, folder: playground.folder, id };
        const text = generateWorld(random, world);
        if (playground.refusal(whole([text], playground.folder)) === undefined) {
          worlds.push({ world, text });
        } else {
          refused++;
        }
      }
      const first = worlds[0];
      if (first === undefined) {
        continue;
      }
      const text = whole(
        worlds.map((one) => one.text),
        playground.folder,
      );
      await playground.start(text, first.world.port);
      const configuration = configurationOf(text);
      for (const { world, text: worldText } of worlds) {
        for (let index = 0; index < perWorld && done < pairs; index++) {
          const request = generateRequest(random);
          const said = ourRoute(configuration, world.port, request, playground.folder);
          const real = await send(world.port, requestText(request));
          const blind = ourRoute(configuration, world.port, request, playground.folder, noFiles);
          const found = [...differences(said, real, request), ...branchDifference(blind.outcome, said.outcome)];
          done++;
          open += said.outcome.kind === 'depends' ? 1 : 0;
          if (found.length > 0) {
            disagreements.push({
              world: worldText,
              request: requestText(request).split('\r\n').slice(0, 3).join(' | '),
              differences: found,
            });
          }
        }
      }
    } finally {
      await playground.close();
    }
  }
  return { pairs: done, agreed: done - disagreements.length, refused, open, disagreements };
}

function whole(worlds: readonly string[], folder: string): string {
  return `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log crit;
events { worker_connections 512; }
http {
  access_log off;
  client_body_temp_path ${folder}/temp1; proxy_temp_path ${folder}/temp2; fastcgi_temp_path ${folder}/temp3;
  uwsgi_temp_path ${folder}/temp4; scgi_temp_path ${folder}/temp5;
  types { text/html html htm; text/plain txt; image/png png; }
  map $request_method $unused { ~(?<last>zzz)(?<first>y)(?<mapped>x)(?<cap>c)(?<sub>s) 1; }
  server { listen 127.0.0.1:20999; set $v ""; set $w ""; }
${worlds.join('\n')}
}
`;
}
