import type { Workspace } from '../base/workspace.ts';
import type { Configuration } from '../dialects/nginx/configuration.ts';

/** Everything in the workspace that decides how the site is served, joined. */
export interface Site {
  readonly workspace: Workspace;
  readonly configurations: readonly Configuration[];
}
