import { message } from '../../base/message.ts';
import type { Span } from '../../base/span.ts';
import { statementsNamed } from '../../dialects/nginx/read.ts';
import { isSamplePath } from '../../dialects/nginx/recognize.ts';
import { offsetInWord } from '../../syntax/nginx/lexer.ts';
import type { Word } from '../../syntax/nginx/tree.ts';
import { defineRule, type Fix } from '../define.ts';

const placeholder = '{name} stands for a name that nobody put in: no request asks for it.';
const comma = 'The comma is part of this name for Nginx: no request asks for {name}. Names are separated by spaces.';
const port = 'A name has no port here: no request asks for {name}. The port belongs to listen.';
const variable = 'Nginx replaces no variable in server_name: no request asks for {name}.';
const foreign = 'Browsers ask for this name in its ASCII form (xn--…): no request asks for {name}.';
const why =
  'Nginx starts all the same; the requests then go to the default server, and certbot finds no name to make a certificate for.';
const removeComma = 'Remove the comma';
const removePort = 'Remove the port';

type Fault = 'placeholder' | 'comma' | 'port' | 'variable' | 'foreign';

/** A name that `nginx -t` accepts and no browser ever sends. */
export const unusableServerName = defineRule({
  id: 'nginx/unusable-server-name',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'proven',
  needs: ['nginx'],
  fix: 'safe',
  sources: ['https://nginx.org/en/docs/http/server_names.html'],
  messages: { placeholder, comma, port, variable, foreign, why, removeComma, removePort },
  check({ site, report }) {
    const told = new Set<string>();
    for (const configuration of site.configurations) {
      for (const { directive, file } of statementsNamed(configuration, 'server_name')) {
        if (file.document.template !== undefined) {
          continue;
        }
        for (const word of directive.args) {
          const fault = faultOf(word.value);
          if (fault === undefined) {
            continue;
          }
          const standIn = `${file.path} ${word.value.replace(/^www\./, '')}`;
          if (fault === 'placeholder' && (told.has(standIn) || isSamplePath(file.path))) {
            continue;
          }
          told.add(standIn);
          const part = (from: number, to: number): Span => ({
            start: offsetInWord(file.document.text, word, from),
            end: offsetInWord(file.document.text, word, to),
          });
          report({
            path: file.path,
            span: word.span,
            message: fault,
            values: { name: word.value },
            note: 'why',
            fixes: fixesOf(fault, word).map(({ title, from, to }) => ({
              title: message(title),
              kind: 'safe',
              edits: [{ path: file.path, span: part(from, to), newText: '' }],
            })) satisfies Fix[],
          });
        }
      }
    }
  },
});

/** Names that tutorials use for "your own name here". */
const STAND_INS =
  /^(?:www\.)?(?:your[-_]?(?:own)?[-_]?(?:domain|site|server|host|app)(?:[-_]?(?:name|or[-_]ip))?(?:\.\w+)?|(?:server[-_])?domain[-_]or[-_]ip|my[-_]domain(?:\.\w+)?|yourdomain\.\w+|domain\.tld|changeme.*)$/i;

function faultOf(name: string): Fault | undefined {
  if (name.startsWith('~') || name === '' || name.includes('/') || name.toLowerCase() === '$hostname') {
    return undefined;
  }
  if (/[<>]/.test(name) || STAND_INS.test(name.replace(/,$/, ''))) {
    return 'placeholder';
  }
  if (name.includes('$')) {
    return 'variable';
  }
  if (name.endsWith(',')) {
    return 'comma';
  }
  if (/^[^:[\]]+:\d+$/.test(name)) {
    return 'port';
  }
  return /[^\x20-\x7e]/.test(name) ? 'foreign' : undefined;
}

function fixesOf(fault: Fault, word: Word): { title: string; from: number; to: number }[] {
  const { length } = word.value;
  if (fault === 'comma' && length > 1) {
    return [{ title: removeComma, from: length - 1, to: length }];
  }
  return fault === 'port' ? [{ title: removePort, from: word.value.indexOf(':'), to: length }] : [];
}
