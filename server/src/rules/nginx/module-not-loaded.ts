import { loadedLibraries, moduleNotLoaded } from '../../dialects/nginx/modules.ts';
import { allStatements } from '../../dialects/nginx/read.ts';
import { defineRule } from '../define.ts';

const notLoaded = 'Nothing loads the module of "{name}": Nginx would stop at an unknown directive.';
const packaged = 'It belongs to {module}. On Debian and Ubuntu the package {packages} has it and loads it.';

/** A directive whose module is left out of those that are loaded. */
export const moduleIsNotLoaded = defineRule({
  id: 'nginx/module-not-loaded',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'likely',
  needs: ['nginx'],
  fix: 'none',
  sources: ['https://nginx.org/en/docs/ngx_core_module.html#load_module'],
  messages: { notLoaded, packaged },
  check({ site, report }) {
    const { version, customDirectives, machine } = site.nginxTest;
    for (const configuration of site.configurations) {
      const loaded = machine?.covers(configuration.root.path) ? undefined : loadedLibraries(configuration);
      const told = new Set<string>(customDirectives);
      for (const statement of loaded === undefined ? [] : allStatements(configuration.statements)) {
        const name = statement.directive.name.value;
        const module = told.has(name) ? undefined : moduleNotLoaded(statement, loaded ?? new Set(), version);
        if (module !== undefined && !told.has(module.name)) {
          told.add(module.name);
          report({
            path: statement.file.path,
            span: statement.directive.name.span,
            message: 'notLoaded',
            values: { name, module: module.name, packages: module.packages.join(', ') },
            note: 'packaged',
          });
        }
      }
    }
  },
});
