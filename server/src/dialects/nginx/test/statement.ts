import { acceptsCount, type DirectiveFact, directivesNamed, existsIn } from '../../../facts/nginx/directive-facts.ts';
import type { FactContext, Family } from '../../../facts/nginx/rows.ts';
import type { NginxVersion } from '../../../facts/nginx/version.ts';
import type { Statement } from '../configuration.ts';
import { type OptionalModule, optionalModules } from '../modules.ts';
import { isSamplePath } from '../recognize.ts';
import { Call } from './call.ts';
import type { VersionNote } from './finding.ts';
import type { Run } from './run.ts';
import type { Frame } from './scope.ts';
import { OLD_SPELLINGS, oldSpelling } from './spellings.ts';
import { similarNames } from './suggest.ts';

/** What became of a statement's head. */
export type Dispatch =
  /** Its definition and its shape are right: the setter may run. */
  | { readonly kind: 'call'; readonly call: Call }
  /** Nginx refuses it, and has been told so. `fact` is the definition that its block follows, where there is one. */
  | { readonly kind: 'refused'; readonly fact: DirectiveFact | undefined }
  /** Nothing is known of the directive, and that is no fault. */
  | { readonly kind: 'foreign'; readonly fact: DirectiveFact | undefined };

const FAMILIES: Readonly<Record<string, Family>> = {
  main: 'core',
  events: 'events',
  stream: 'stream',
  'stream/server': 'stream',
  'stream/upstream': 'stream',
  mail: 'mail',
  'mail/server': 'mail',
  rtmp: 'rtmp',
  'rtmp/server': 'rtmp',
  'rtmp/application': 'rtmp',
  'rtmp/recorder': 'rtmp',
};

function familyOf(context: FactContext): Family {
  return FAMILIES[context] ?? 'http';
}

/** @returns whether `fact` may stand in `context`: the module is of the block's family and a context bit matches. */
export function allows(fact: DirectiveFact, context: FactContext): boolean {
  return (
    fact.contexts.includes('any') ||
    (fact.family === familyOf(context) && fact.contexts.includes(context)) ||
    (fact.thirdParty !== undefined && fact.contexts.includes(context))
  );
}

/**
 * Finds the definition of a statement and checks its shape, in the order of `ngx_conf_handler` (src/core/ngx_conf_file.c): name, context,
 * terminator, number of parameters.
 */
export function dispatch(run: Run, statement: Statement, frame: Frame): Dispatch {
  const { directive } = statement;
  const name = directive.name.value;
  const { version } = run.options;
  const fact = definitionOf(run, name, frame.context);
  if (fact === undefined) {
    const all = directivesNamed(name, version);
    const existing = all.filter((one) => isHad(one, version) && !one.commercial);
    return withoutDefinition(run, statement, frame, all, existing);
  }
  const absent = absentModule(run, name);
  if (absent !== undefined) {
    run.emitAt('unknown-directive', `unknown directive "${name}"`, statement, undefined, { module: absent });
    return { kind: 'refused', fact };
  }
  if (fact.block === 'lua') {
    return { kind: 'foreign', fact };
  }
  if (directive.terminator !== 'missing') {
    const opened = directive.terminator === 'open';
    if (fact.block === undefined && opened) {
      run.emitAt('arguments', `directive "${name}" is not terminated by ";"`, statement, undefined, {
        fixes: missingSemicolon(statement, fact),
      });
      return { kind: 'refused', fact };
    }
    if (fact.block !== undefined && !opened) {
      run.emitAt('arguments', `directive "${name}" has no opening "{"`, statement);
      return { kind: 'refused', fact };
    }
  }
  if (!acceptsCount(fact.args, directive.args.length)) {
    run.emitAt('arguments', `invalid number of arguments in "${name}" directive`, statement, undefined, {
      fixes: missingSemicolon(statement, fact),
    });
    return { kind: 'refused', fact };
  }
  return { kind: 'call', call: new Call(run, statement, fact, frame) };
}

/** Directives of newer versions that distributions have in older ones, with a security fix. */
const BACKPORTED = new Set(['max_headers']);

function isHad(fact: DirectiveFact, version: NginxVersion): boolean {
  return existsIn(fact, version) || BACKPORTED.has(fact.name);
}

/** The definition that Nginx takes for `name` in `context`; looked for once in a run. */
function definitionOf(run: Run, name: string, context: FactContext): DirectiveFact | undefined {
  let ofContext = run.definitions.get(context);
  if (ofContext === undefined) {
    ofContext = new Map();
    run.definitions.set(context, ofContext);
  }
  let fact = ofContext.get(name);
  if (fact === undefined) {
    const { version } = run.options;
    fact = directivesNamed(name, version).find((one) => !one.commercial && isHad(one, version) && allows(one, context));
    if (fact !== undefined) {
      ofContext.set(name, fact);
    }
  }
  return fact;
}

/** The module of a directive that this machine's Nginx neither has nor has loaded. */
function absentModule(run: Run, name: string): OptionalModule | undefined {
  const { machine, options, libraries } = run;
  if (machine === undefined || run.partial || run.mainIncomplete || options.customDirectives.includes(name)) {
    return undefined;
  }
  const modules = optionalModules(name, options.version);
  return modules?.every(({ mark }) => machine.offers(mark, libraries) === false) === true ? modules[0] : undefined;
}

/** Where a later line begins with another directive and the part before it is complete, a `;` is missing there. */
function missingSemicolon(statement: Statement, fact: DirectiveFact) {
  const { args, name } = statement.directive;
  const at = args.findIndex(
    (word, index) =>
      word.lineStart &&
      word.quote === undefined &&
      acceptsCount(fact.args, index) &&
      directivesNamed(word.value, '99').length > 0,
  );
  if (at < 0) {
    return [];
  }
  const offset = (args[at - 1] ?? name).span.end;
  return [{ kind: 'insert' as const, span: { start: offset, end: offset }, newText: ';', safe: true }];
}

function withoutDefinition(
  run: Run,
  statement: Statement,
  frame: Frame,
  all: readonly DirectiveFact[],
  existing: readonly DirectiveFact[],
): Dispatch {
  const name = statement.directive.name.value;
  const here = all.find((fact) => allows(fact, frame.context));
  if (here?.commercial) {
    return { kind: 'foreign', fact: here };
  }
  if (run.options.customDirectives.includes(name)) {
    return { kind: 'foreign', fact: undefined };
  }
  if (existing.length > 0 && isCollection(run) && run.configuration.statements.includes(statement)) {
    return { kind: 'foreign', fact: existing[0] };
  }
  if (existing.length > 0 && !isNotLoaded(run, existing)) {
    run.emitAt('misplaced', `"${name}" directive is not allowed here`, statement);
    return { kind: 'refused', fact: existing[0] };
  }
  const fact = here ?? existing[0] ?? all.find((one) => !one.commercial);
  if (fact === undefined && all.length > 0) {
    return { kind: 'foreign', fact: all[0] };
  }
  run.emitAt('unknown-directive', `unknown directive "${name}"`, statement, undefined, {
    suggestions: fact === undefined && run.maySuggest() ? similarNames(name, frame.context, run.options.version) : [],
    version: fact === undefined ? undefined : versionNote(fact),
    fixes: oldSpelling(statement, fact),
  });
  return { kind: 'refused', fact };
}

/** Whether the file is a sample that shows pieces for several places, and nothing includes it. */
function isCollection({ configuration }: Run): boolean {
  return (
    configuration.evidence === 'content' && configuration.context !== 'main' && isSamplePath(configuration.root.path)
  );
}

/** Modules that packages leave out or keep for `load_module`, and those of other systems than Linux. */
const OPTIONAL =
  /^ngx_(?:mail|http_(?:perl|image_filter|xslt|geoip|degradation)|stream_geoip|kqueue|devpoll|eventport|iocp|google)/;

/** Whether a directive's modules are most likely not in this Nginx: nothing loads a module or opens their block. */
function isNotLoaded(run: Run, existing: readonly DirectiveFact[]): boolean {
  return (
    existing.every((fact) => fact.thirdParty === undefined && OPTIONAL.test(fact.module)) &&
    !run.configuration.statements.some(({ directive }) => ['load_module', 'mail'].includes(directive.name.value))
  );
}

function versionNote(fact: DirectiveFact): VersionNote {
  return {
    since: fact.since,
    removedIn: fact.removedIn,
    replacement: OLD_SPELLINGS[fact.name] ?? fact.deprecated?.replacement,
  };
}
