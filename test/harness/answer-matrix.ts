import { type Answers, defaultAnswers, withAnswer } from '../../server/src/scaffold/answers/answers.ts';
import { takenBy } from '../../server/src/scaffold/answers/taken.ts';

/** The answers that change what is written, with every value that they can take. */
const factors = {
  processManager: ['systemd', 'supervisor'],
  server: ['uvicorn', 'gunicorn'],
  application: ['asgi', 'wsgi'],
  bind: ['port', 'socket'],
  websocket: [true, false],
  starter: [true, false],
  media: [true, false],
  staticFiles: [true, false],
  celery: [true, false],
  beat: [true, false],
  flower: [true, false],
  webdav: [true, false],
  domains: ['shop.example.com', 'shop.example.com www.shop.example.com 쇼핑몰.한국'],
  settings: ['shop.settings', 'config.settings.base', 'settings'],
} as const;

type Factor = keyof typeof factors;
type Row = { [F in Factor]: (typeof factors)[F][number] };

/** @returns whether the values contradict each other, so that no person can answer so. */
function contradicts(row: Partial<Row>): boolean {
  return (
    (row.application === 'wsgi' && (row.server === 'uvicorn' || row.websocket === true)) ||
    (row.celery === false && (row.beat === true || row.flower === true))
  );
}

const names = Object.keys(factors) as Factor[];

/** A deterministic source of numbers, so that a failing row can be found again (xorshift32). */
function numbers(): (below: number) => number {
  let state = 2_463_534_242;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** @returns rows in which every two values of different answers that don't contradict each other meet at least once. */
export function pairwiseRows(): Row[] {
  const pairs = new Map<string, Partial<Row>>();
  for (const [i, one] of names.entries()) {
    for (const other of names.slice(i + 1)) {
      for (const left of factors[one]) {
        for (const right of factors[other]) {
          const pair = { [one]: left, [other]: right } as Partial<Row>;
          if (!contradicts(pair)) {
            pairs.set(JSON.stringify(pair), pair);
          }
        }
      }
    }
  }
  const pick = numbers();
  const complete = (start: Partial<Row>): Row | undefined => {
    const row: Partial<Row> = { ...start };
    for (const name of names.filter((factor) => !(factor in row))) {
      const fitting = factors[name].filter((value) => !contradicts({ ...row, [name]: value }));
      if (fitting.length === 0) {
        return undefined;
      }
      Object.assign(row, { [name]: fitting[pick(fitting.length)] });
    }
    return Object.fromEntries(names.map((name) => [name, row[name]])) as Row;
  };
  const covered = (row: Row): string[] =>
    names.flatMap((one, i) =>
      names.slice(i + 1).map((other) => JSON.stringify({ [one]: row[one], [other]: row[other] })),
    );
  const rows: Row[] = [];
  while (pairs.size > 0) {
    const [firstKey, first] = [...pairs][0] as [string, Partial<Row>];
    const candidates = Array.from({ length: 40 }, () => complete(first)).filter((row) => row !== undefined);
    if (candidates.length === 0) {
      // A third answer stands in the way of these two, such as WebSockets under WSGI.
      pairs.delete(firstKey);
      continue;
    }
    const gain = (row: Row): number => covered(row).filter((key) => pairs.has(key)).length;
    const best = candidates.reduce((one, other) => (gain(other) > gain(one) ? other : one));
    rows.push(best);
    for (const key of covered(best)) {
      pairs.delete(key);
    }
  }
  return rows;
}

/**
 * @returns the answers of a row; the user is one that every system has, since supervisor looks it up.
 * @param beside sites that were answered before; the domains are then others, and the defaults keep off theirs.
 */
export function answersOf(row: Row, beside: readonly Answers[] = []): Answers {
  const { application, domains, ...rest } = row;
  const packageName = row.settings === 'shop.settings' ? 'shop' : 'config';
  const own =
    beside.length === 0 ? domains : domains.replaceAll('shop.', `blog${beside.length}.`).replaceAll('쇼핑몰', '글');
  const given = { ...rest, user: 'www-data', module: `${packageName}.${application}:application` };
  return defaultAnswers({ ...withAnswer({}, 'domains', own), ...given }, takenBy(beside));
}

/** @returns pairs of rows, so that each row stands beside another one once. */
export function neighbours(rows: readonly Row[]): [Row, Row][] {
  return rows.map((row, index) => [row, rows[(index + 1) % rows.length] as Row]);
}
