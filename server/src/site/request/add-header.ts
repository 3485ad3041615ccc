import type { FileEdit } from '../../base/text-edit.ts';
import type { Workspace } from '../../base/workspace.ts';
import { inForce } from '../../dialects/nginx/effective/in-force.ts';
import type { Route } from '../route.ts';

const usual: readonly string[] = [
  'proxy_set_header Host $host;',
  'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
  'proxy_set_header X-Forwarded-Proto $scheme;',
];

/** Those that are sent only where they are asked for. */
const others: readonly string[] = ['proxy_set_header X-Forwarded-Host $host;'];

/**
 * @returns the edit that makes a route send `header`: beside the headers that hold there, since a level with headers of its own
 * loses those of the levels around it; all the usual ones behind the pass where none holds. Undefined for a header of which no usual
 * value is known.
 */
export function addHeader(workspace: Workspace, route: Route, header: string): FileEdit | undefined {
  const { statements } = inForce(route.place, 'proxy_set_header');
  const last = statements.at(-1);
  const own = [...usual, ...others].find((line) => line.includes(` ${header} `));
  if (own === undefined) {
    return undefined;
  }
  const lines = last === undefined ? [...new Set([...usual, own])] : [own];
  const anchor = last ?? route.pass;
  const text = workspace.read(anchor.file.path);
  if (text === undefined) {
    return undefined;
  }
  const { start, end } = anchor.directive.span;
  const indent = /[ \t]*$/.exec(text.slice(text.lastIndexOf('\n', start - 1) + 1, start))?.[0] ?? '';
  return {
    path: anchor.file.path,
    span: { start: end, end },
    newText: lines.map((line) => `\n${indent}${line}`).join(''),
  };
}
