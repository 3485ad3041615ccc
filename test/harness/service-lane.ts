import { renderMessage } from '../../server/src/base/message.ts';
import { workspacePath } from '../../server/src/base/path.ts';
import { memoryWorkspace, type Workspace } from '../../server/src/base/workspace.ts';
import type { Finding } from '../../server/src/rules/finding.ts';
import { createService, type Service, type Snapshot } from '../../server/src/service/service.ts';
import { defaultSettings, type Settings } from '../../server/src/service/settings.ts';
import { withMachine } from './machine.ts';
import type { Found } from './match.ts';

/** Files by their absolute path. */
export type Files = ReadonlyMap<string, string>;

/** @returns a workspace at `/` that holds just `files`. */
export function workspaceOf(files: Files): Workspace {
  return memoryWorkspace(
    [workspacePath('/')],
    new Map([...files].map(([path, text]) => [workspacePath(path), text] as const)),
  );
}

/** @returns a service that fails the test where a rule throws. */
export function strictService(): Service {
  return createService({
    log: (rule, error) => {
      throw new Error(`${rule} threw`, { cause: error });
    },
  });
}

/** @returns the findings of a workspace with just `files`, asked in this process. */
export function snapshotOf(files: Files, service: Service = strictService()): Snapshot {
  return service.apply({ workspace: workspaceOf(files) });
}

/** @returns the findings of a workspace with just `files`, which are also all that is known of the machine. */
export function findingsOnMachine(files: Files, settings: Settings = defaultSettings): readonly Finding[] {
  return withMachine(files, (machine) =>
    strictService()
      .apply({ workspace: workspaceOf(files), machine, settings })
      .findings(),
  );
}

/** @returns a finding as the lanes compare it. */
export function toFound(finding: Finding): Found {
  return {
    rule: finding.rule,
    path: finding.path,
    span: finding.span,
    message: renderMessage(finding.message),
    related: finding.related.map((place) => ({ ...place, message: renderMessage(place.message) })),
  };
}
