import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { renderMessage } from '../base/message.ts';
import { History, historyFile } from '../host/history.ts';
import { readTexts } from '../host/texts.ts';
import { WriteError } from '../host/write-files.ts';
import { RequestError } from '../service/asked-request.ts';
import { choice, type Flags, readArguments, UsageError, unknownWord } from './arguments.ts';
import { type CommandMeans, runCheck, runExplain } from './commands.ts';
import { runHttps } from './https.ts';
import { runNew } from './new.ts';
import { localeOf } from './output.ts';
import { personHere } from './person.ts';
import { runRoute } from './route.ts';
import { runUndo } from './undo.ts';
import { usage } from './usage.ts';

const history = new History(historyFile({ platform: process.platform, environment: process.env }));

interface Command {
  readonly flags: Flags;
  run(given: ReturnType<typeof readArguments>, means: CommandMeans): number | Promise<number>;
}

/** Every command takes these. */
const common: Flags = { values: ['lang'], switches: ['help'] };

const commands: Readonly<Record<string, Command>> = {
  check: {
    flags: {
      values: ['format', 'nginx-version', 'context', 'files', 'fail-on', 'stdin-path'],
      switches: ['separate', 'stdin'],
    },
    run: runCheck,
  },
  explain: { flags: { values: [], switches: [] }, run: runExplain },
  route: {
    flags: {
      values: ['nginx-conf', 'host', 'port', 'scheme', 'method', 'files', 'format'],
      lists: ['header'],
      switches: ['batch'],
    },
    run: runRoute,
  },
  new: { flags: { values: ['answers'], switches: ['dry-run', 'force'] }, run: runNew },
  https: { flags: { values: [], switches: ['dry-run'] }, run: runHttps },
  undo: { flags: { values: [], switches: ['dry-run'] }, run: runUndo },
  lsp: { flags: { values: [], switches: ['stdio'] }, run: runLsp },
};

async function runLsp(): Promise<number> {
  const { startOverStdio } = await import('../lsp/start.ts');
  startOverStdio(process.stdin, process.stdout, history);
  return await new Promise<number>(() => {
    // The connection ends the process when the client says goodbye or goes away.
  });
}

async function main(words: readonly string[]): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const shown = usage(rest[0]);
    process[name === undefined ? 'stderr' : 'stdout'].write(shown);
    return name === undefined ? 2 : 0;
  }
  const version = readVersion();
  if (name === '--version' || name === '-V') {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    throw new UsageError(`${unknownWord('command', name, Object.keys(commands))} ("siteconf --help" lists them)`);
  }
  const given = readArguments(rest, {
    values: [...common.values, ...command.flags.values],
    lists: command.flags.lists ?? [],
    switches: [...common.switches, ...command.flags.switches],
  });
  if (given.switches.has('help')) {
    process.stdout.write(usage(name));
    return 0;
  }
  const locale = choice(given, 'lang', ['en', 'ko'], localeOf(process.env) === 'ko' ? 'ko' : 'en');
  const texts = readTexts(__dirname);
  const translation = texts.translations[locale] ?? {};
  return await command.run(given, {
    terminal: {
      out: (text) => process.stdout.write(text),
      error: (text) => process.stderr.write(text),
      colour: process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb',
      locale,
      translation,
    },
    texts,
    version,
    history,
    readInput: () => readFileSync(0, 'utf8'),
    person: () => personHere((sentence) => renderMessage(sentence, translation)),
  });
}

/** The version of the package that holds this program. */
function readVersion(): string {
  try {
    return JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8')).version;
  } catch {
    return 'unknown';
  }
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader such as `head` that closes early is no failure.
  if (error.code === 'EPIPE') {
    process.exit(0);
  }
  throw error;
});

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const expected = [UsageError, WriteError, RequestError].some((kind) => error instanceof kind);
    process.stderr.write(`siteconf: ${error instanceof Error ? (expected ? error.message : error.stack) : error}\n`);
    process.exitCode = 2;
  },
);
