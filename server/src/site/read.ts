import type { Workspace } from '../base/workspace.ts';
import { type ReadRequest, readConfigurations } from '../dialects/nginx/read.ts';
import type { Site } from './site.ts';

/**
 * Reads everything in the workspace that decides how the site is served.
 * @param request what the person told about Nginx files beyond what their names say.
 */
export function readSite(workspace: Workspace, request: ReadRequest = {}): Site {
  return { workspace, configurations: readConfigurations(workspace, request) };
}
