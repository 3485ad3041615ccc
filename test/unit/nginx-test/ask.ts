import { workspacePath } from '../../../server/src/base/path.ts';
import { memoryWorkspace } from '../../../server/src/base/workspace.ts';
import type { ContextName } from '../../../server/src/dialects/nginx/configuration.ts';
import { readConfigurations } from '../../../server/src/dialects/nginx/read.ts';
import type { NginxFinding, NginxTestOptions } from '../../../server/src/dialects/nginx/test/finding.ts';
import type { Machine } from '../../../server/src/dialects/nginx/test/machine/machine.ts';
import { testConfiguration } from '../../../server/src/dialects/nginx/test/test.ts';

/** What a test asks of one configuration. */
export interface Question {
  readonly context?: ContextName;
  readonly version?: string;
  readonly customDirectives?: readonly string[];
  /** The machine that is asked beyond the text. */
  readonly machine?: Machine | undefined;
  /** More files, by their path below `/etc/nginx`. */
  readonly files?: Readonly<Record<string, string>>;
}

/** @returns the findings for `text` as `/etc/nginx/nginx.conf`. */
export function ask(text: string, question: Question = {}): readonly NginxFinding[] {
  const path = workspacePath('/etc/nginx/nginx.conf');
  const others = Object.entries(question.files ?? {}).map(
    ([name, content]) => [workspacePath(`/etc/nginx/${name}`), content] as const,
  );
  const workspace = memoryWorkspace([workspacePath('/etc/nginx')], new Map([[path, text], ...others]));
  const configurations = readConfigurations(workspace, {
    asked: [path],
    contexts: new Map([[path, question.context ?? 'main']]),
  });
  const configuration = configurations.find((one) => one.root.path === path);
  const options: NginxTestOptions = {
    version: question.version ?? '1.31.5',
    customDirectives: question.customDirectives ?? [],
    machine: question.machine,
  };
  return configuration === undefined ? [] : testConfiguration(configuration, options);
}

/** @returns the findings as `level line: message`, the line counted from 1 and `-` where Nginx prints none. */
export function answers(text: string, question: Question = {}): string[] {
  return ask(text, question).map(
    ({ level, line, message }) => `${level} ${line === undefined ? '-' : line + 1}: ${message}`,
  );
}
