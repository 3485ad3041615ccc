import type { Workspace } from '../base/workspace.ts';
import type { DjangoProject } from '../dialects/django/project.ts';
import type { Configuration } from '../dialects/nginx/configuration.ts';
import type { NginxTestOptions } from '../dialects/nginx/test/finding.ts';
import type { Process } from '../dialects/process/process.ts';
import type { Application } from './application.ts';
import type { NginxContainers } from './containers.ts';
import type { EntryPoint } from './entry-point.ts';
import type { FlowerInstance } from './flower/flower.ts';
import type { Link, Listener } from './link.ts';
import type { Route } from './route.ts';

/** Everything in the workspace that decides how the site is served, joined. */
export interface Site {
  readonly workspace: Workspace;
  readonly configurations: readonly Configuration[];
  /** Every `server` of the configurations. */
  readonly entryPoints: readonly EntryPoint[];
  /** The containers of compose files that run one of the configurations. */
  readonly containers: NginxContainers;
  /** Every place that hands requests on. */
  readonly routes: readonly Route[];
  readonly processes: readonly Process[];
  /** The processes of which it is known where they wait for connections. */
  readonly listeners: readonly Listener[];
  /** Which route ends at which process. */
  readonly links: readonly Link[];
  readonly projects: readonly DjangoProject[];
  readonly applications: readonly Application[];
  readonly flowers: readonly FlowerInstance[];
  /** The Nginx that will read the files, and what it knows beyond the tables. */
  readonly nginxTest: NginxTestOptions;
}
