import type { DirectiveFact } from '../../../facts/nginx/directive-facts.ts';
import type { NginxDocument, Recovery } from '../../../syntax/nginx/tree.ts';
import type { Statement } from '../configuration.ts';
import { blockOf } from './blocks.ts';
import { Call } from './call.ts';
import { Entry } from './entries/entry.ts';
import { openEntries } from './entries/handlers.ts';
import { openFrame, openLocation } from './frames.ts';
import { closeLine, endLine, type Run } from './run.ts';
import type { Frame } from './scope.ts';
import { customSetter } from './setters.ts';
import { dispatch } from './statement.ts';
import { SyntaxFindings } from './syntax-findings.ts';
import { holdsForAnyValue, isTemplated, keepsInTemplate } from './template.ts';
import { typedSetter } from './values/typed.ts';

/** Goes through the statements in the order in which Nginx reads them, each included file in the place of its `include`. */
export class Walk {
  readonly #run: Run;
  readonly #syntax: SyntaxFindings;

  constructor(run: Run) {
    this.#run = run;
    this.#syntax = new SyntaxFindings(run);
  }

  /** Tests everything; `frame` is that of the top. */
  all(frame: Frame): void {
    const { configuration } = this.#run;
    this.#statements(configuration.statements, frame);
    this.#syntax.finish();
    const before = this.#run.findings.length;
    for (let one: Frame | undefined = frame; one !== undefined; one = one.parent) {
      blockOf(one.context)?.ended?.(this.#run, one, undefined);
    }
    keepsInTemplate(this.#run, before);
  }

  #statements(statements: readonly Statement[], frame: Frame): void {
    for (const statement of statements) {
      this.#syntax.before(statement);
      this.#statement(statement, frame);
    }
  }

  #statement(statement: Statement, frame: Frame): void {
    if (isTemplated(statement)) {
      this.#templated(statement, frame);
      return;
    }
    const merged = mergedOf(statement);
    if (merged !== undefined) {
      dispatch(this.#run, merged, frame);
    }
    const before = this.#run.findings.length;
    const outcome = dispatch(this.#run, statement, frame);
    if (outcome.kind !== 'refused') {
      this.#definedByModules(statement, outcome.kind === 'call' ? outcome.call.fact : outcome.fact);
    }
    if (outcome.kind === 'call') {
      this.#call(outcome.call);
    } else if (outcome.fact?.block !== undefined && outcome.fact.block !== 'lua' && outcome.fact.block !== 'entries') {
      this.#block(new Call(this.#run, statement, outcome.fact, frame));
    }
    keepsInTemplate(this.#run, before);
  }

  /** A module whose code isn't known may define each variable that a statement of it names: `js_set $a b.c;`, `geoip2 x { $a city; }`. */
  #definedByModules(statement: Statement, fact: DirectiveFact | undefined): void {
    const isOwn = fact?.thirdParty === undefined && !fact?.commercial && fact?.name !== 'perl_set';
    if (fact !== undefined && (isOwn || customSetter(fact) !== undefined)) {
      return;
    }
    const { directive, children } = statement;
    for (const { value } of [...directive.args, ...children.map((child) => child.directive.name)]) {
      if (/^\$\w+$/.test(value)) {
        this.#run.variables.http.define(value.slice(1), statement);
        this.#run.variables.stream.define(value.slice(1), statement);
      }
    }
  }

  /** A statement that a template fills in: what is inside its block is tested all the same. */
  #templated(statement: Statement, frame: Frame): void {
    const { findings } = this.#run;
    const said = findings.length;
    const outcome = dispatch(this.#run, statement, frame);
    const sure = findings.splice(said).filter((finding) => holdsForAnyValue(statement, finding));
    findings.push(...sure);
    const fact = outcome.kind === 'call' ? outcome.call.fact : outcome.fact;
    if (fact?.block !== undefined && fact.block !== 'lua' && fact.block !== 'entries') {
      this.#statements(statement.children, openFrame(fact, statement, frame));
    }
  }

  #call(call: Call): void {
    const { fact } = call;
    if (fact.block === undefined) {
      const setter = typedSetter(fact) ?? customSetter(fact);
      if (setter !== undefined) {
        setter(call);
      } else if (fact.once && call.earlier !== undefined) {
        call.duplicate();
      } else {
        call.set();
      }
      return;
    }
    if (fact.block === 'entries') {
      this.#entries(call);
      return;
    }
    this.#block(call);
  }

  #entries(call: Call): void {
    const reader = openEntries(call);
    if (reader === undefined) {
      return;
    }
    for (const child of call.statement.children) {
      this.#syntax.before(child);
      if (isTemplated(child)) {
        continue;
      }
      const entry = new Entry(this.#run, child);
      if (child.directive.terminator === 'open') {
        this.#run.emit('syntax', 'unexpected "{"', child.file, child.directive.terminatorSpan, {
          line: endLine(child),
        });
      } else if (!(reader.includes && entry.value(0) === 'include' && entry.values.length === 2)) {
        reader.entry(entry);
      }
    }
    const refusal = reader.end?.();
    if (refusal !== undefined) {
      this.#run.emitAt('value', refusal, call.statement, undefined, { line: closeLine(call.statement) });
    }
  }

  #block(call: Call): void {
    const { fact, statement, frame } = call;
    const block = blockOf(fact.block === 'if' ? 'if' : (fact.block as string));
    const inner = block?.open?.(call) ?? openFrame(fact, statement, frame);
    const opened =
      fact.block === 'location' && inner.context !== 'location' ? openLocation(inner.location, frame) : inner;
    this.#statements(statement.children, opened);
    const close = statement.directive.block?.close;
    if (close !== undefined) {
      this.#syntax.upTo(statement.file, close.start);
    }
    // What a template fills in may be what the block seems to lack.
    if (!statement.children.some(isTemplated)) {
      block?.ended?.(this.#run, opened, call);
    }
  }
}

/** The statement as Nginx reads it, where a missing `;` lets it swallow the next one. */
function mergedOf(statement: Statement): Statement | undefined {
  if (statement.directive.terminator !== 'missing') {
    return undefined;
  }
  const { document } = statement.file;
  let forgotten = forgottenSemicolons.get(document);
  if (forgotten === undefined) {
    const semicolons = document.recoveries.filter(({ kind }) => kind === 'semicolon');
    forgotten = new Map(semicolons.map((one) => [one.span.start, one]));
    forgottenSemicolons.set(document, forgotten);
  }
  const merged = forgotten.get(statement.directive.terminatorSpan.start)?.merged;
  return merged === undefined ? undefined : { ...statement, directive: merged, children: [] };
}

/** By the place where each is missing. */
const forgottenSemicolons = new WeakMap<NginxDocument, ReadonlyMap<number, Recovery>>();
