import { certain } from '../../base/known.ts';
import { message } from '../../base/message.ts';
import { baseName, directoryName, joinPath, type WorkspacePath } from '../../base/path.ts';
import type { Workspace } from '../../base/workspace.ts';
import type { Settings } from '../../dialects/django/settings.ts';
import { type ViteOption, viteOption } from '../../dialects/django/vite-config.ts';
import { defineRule } from '../define.ts';

const hidden =
  'From Vite 5 on this writes .vite/manifest.json, which collectstatic leaves out: django-vite finds no manifest.';
const named = 'Vite writes {file} here: django-vite finds no manifest, and every page that uses it fails.';
const off = 'Vite writes no manifest: without one every page that uses django-vite fails.';
const asks = 'django-vite looks for manifest.json in STATIC_ROOT.';
const name = 'Write the manifest to manifest.json';

/** A manifest of Vite in a folder that `collectstatic` leaves out. */
export const viteManifestHidden = defineRule({
  id: 'django/vite-manifest-hidden',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['django'],
  fix: 'safe',
  sources: ['https://vite.dev/config/build-options.html#build-manifest', 'https://github.com/MrBin99/django-vite'],
  messages: { hidden, named, off, asks, name },
  check({ site, report }) {
    const [project] = site.projects;
    if (project === undefined || site.projects.length > 1) {
      return;
    }
    const asking = project.live.map(({ settings }) => settings).filter(usesDjangoVite);
    const [settings] = asking;
    const apps = settings?.assignment('INSTALLED_APPS');
    if (settings === undefined || asking.some((one) => namesManifest(site.workspace, one))) {
      return;
    }
    for (const path of site.workspace.paths.filter((one) => /^vite\.config\.[mc]?[jt]s$/.test(baseName(one)))) {
      const text = site.workspace.read(path) ?? '';
      const manifest = viteOption(text, 'manifest');
      const fault = faultOf(manifest, isFromFive(site.workspace, path));
      if (fault === undefined || (manifest.kind !== 'flag' && manifest.kind !== 'text')) {
        continue;
      }
      const { span } = manifest;
      report({
        path,
        span,
        message: fault,
        values: { file: String(manifest.value) },
        related: apps === undefined ? [] : [{ path: apps.path, span: apps.span, message: message(asks) }],
        fixes: [{ title: message(name), kind: 'safe', edits: [{ path, span, newText: '"manifest.json"' }] }],
      });
    }
  },
});

/** A name of its own is taken below the folder of the build, where `static_url_prefix` may name a folder too. */
function faultOf(manifest: ViteOption, isFromFive: boolean): 'hidden' | 'named' | 'off' | undefined {
  if (manifest.kind === 'flag') {
    return manifest.value ? (isFromFive ? 'hidden' : undefined) : 'off';
  }
  if (manifest.kind !== 'text') {
    return undefined;
  }
  const parts = manifest.value.split('/');
  return parts.some((part) => /^\.[^./]/.test(part))
    ? 'hidden'
    : parts.at(-1) === 'manifest.json'
      ? undefined
      : 'named';
}

function usesDjangoVite(settings: Settings): boolean {
  return certain(settings.texts('INSTALLED_APPS'))?.items.includes('django_vite') === true;
}

/** Whether the settings name the place of the manifest themselves. */
function namesManifest(workspace: Workspace, settings: Settings): boolean {
  return [...settings.files].some((path) => /manifest_path|app_client_class/i.test(workspace.read(path) ?? ''));
}

/** Whether the package beside the configuration takes a Vite of 5 or later. */
function isFromFive(workspace: Workspace, path: WorkspacePath): boolean {
  const pack = workspace.read(joinPath(directoryName(path), 'package.json')) ?? '';
  const version = /"vite"\s*:\s*"[\^~]?(\d+)\./.exec(pack)?.[1];
  return version !== undefined && Number(version) >= 5;
}
