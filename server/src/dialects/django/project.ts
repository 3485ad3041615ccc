import type { Known, Origin } from '../../base/known.ts';
import type { WorkspacePath } from '../../base/path.ts';
import type { Workspace } from '../../base/workspace.ts';
import type { Settings } from './settings.ts';
import type { SettingsRole } from './settings-role.ts';

/** Why a settings module has its role. */
export interface RoleEvidence {
  readonly kind: 'name' | 'debug' | 'named by' | 'imported by';
  /** The word of its name, the value of DEBUG, or the dotted name of the file that names it. */
  readonly text: string;
  readonly origins: readonly Origin[];
}

/** A module of settings. */
export interface SettingsModule {
  /** The dotted name, seen from the project's folder. */
  readonly name: string;
  readonly path: WorkspacePath;
  readonly role: SettingsRole;
  readonly evidence: readonly RoleEvidence[];
  /** What it says where no process sets environment variables. */
  readonly settings: Settings;
}

/** A file through which a process enters the project. */
export interface EntryFile {
  readonly kind: 'manage' | 'asgi' | 'wsgi' | 'celery';
  readonly path: WorkspacePath;
  /** The dotted name, seen from the project's folder: `shop.asgi`. */
  readonly name: string;
  /** The DJANGO_SETTINGS_MODULE that it sets where the process has none; unknown where it may set several. */
  readonly settingsModule: Known<string>;
  /** The DJANGO_CONFIGURATION that it sets, for django-configurations. */
  readonly configuration: Known<string>;
}

/** One Django project of the workspace. */
export interface DjangoProject {
  readonly workspace: Workspace;
  /** The folder from which its modules are imported: that of manage.py. */
  readonly folder: WorkspacePath;
  readonly entries: readonly EntryFile[];
  readonly modules: readonly SettingsModule[];
  /**
   * The modules that the server may run with: those that asgi.py and wsgi.py name, else those made for production, else the
   * one that manage.py names. A process that sets DJANGO_SETTINGS_MODULE runs with that one instead.
   */
  readonly live: readonly SettingsModule[];
}
