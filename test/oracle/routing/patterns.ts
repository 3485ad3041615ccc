import { compilePattern } from '../../../server/src/dialects/nginx/language/match.ts';
import { isPattern } from '../../../server/src/dialects/nginx/language/pattern.ts';
import { readPattern } from '../../../server/src/dialects/nginx/language/read-pattern.ts';
import { Random } from '../../harness/random.ts';
import { generatePattern, generateSubject } from './generate-pattern.ts';
import { Playground, send } from './real-nginx.ts';

/** A pattern and a subject on which our matcher and the real PCRE differ. */
export interface PatternDifference {
  readonly pattern: string;
  readonly subject: string;
  readonly ours: string;
  readonly real: string;
}

const port = 25_500;

/** Runs random patterns over random subjects through the real nginx and through our matcher, captures included. */
export async function comparePatterns(
  patterns: number,
  subjects: number,
  seed: number,
): Promise<{ readonly compared: number; readonly unread: number; readonly differences: readonly PatternDifference[] }> {
  const random = new Random(seed);
  const playground = new Playground();
  const { folder } = playground;
  try {
    const texts: string[] = [];
    while (texts.length < patterns) {
      texts.push(generatePattern(random));
    }
    const locations = texts.map(
      (text, index) =>
        `location = /${index} { if ($http_s ~ "${text.replaceAll('\\', '\\\\')}") { return 200 "[$1][$2][$3][$4]"; } return 200 none; }`,
    );
    await playground.start(
      `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log crit; events {}
      http { access_log off; client_body_temp_path ${folder}/t1; proxy_temp_path ${folder}/t2; fastcgi_temp_path ${folder}/t3;
      uwsgi_temp_path ${folder}/t4; scgi_temp_path ${folder}/t5;
      server { listen 127.0.0.1:${port}; ${locations.join('\n')} } }`,
      port,
    );
    const differences: PatternDifference[] = [];
    let compared = 0;
    let unread = 0;
    for (const [index, text] of texts.entries()) {
      const pattern = readPattern(text);
      if (!isPattern(pattern)) {
        unread++;
        continue;
      }
      const matcher = compilePattern(pattern);
      for (let count = 0; count < subjects; count++) {
        const subject = generateSubject(random);
        const answer = await send(
          port,
          `GET /${index} HTTP/1.1\r\nHost: t\r\nS: ${subject}\r\nConnection: close\r\n\r\n`,
        );
        const found = matcher.exec(subject);
        const group = (number: number): string => {
          const start = found === 'limit' ? -1 : (found?.[2 * number] ?? -1);
          return start < 0 || found === 'limit' ? '' : subject.slice(start, found?.[2 * number + 1]);
        };
        const ours = found === undefined ? 'none' : `[${group(1)}][${group(2)}][${group(3)}][${group(4)}]`;
        compared++;
        if (ours !== answer.body) {
          differences.push({ pattern: text, subject, ours, real: answer.body });
        }
      }
    }
    return { compared, unread, differences };
  } finally {
    await playground.close();
  }
}
