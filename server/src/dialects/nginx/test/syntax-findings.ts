import type { ConfigurationFile, Statement } from '../configuration.ts';
import { endLine, lineOf, type Run } from './run.ts';

/** Nginx only sees at the file's end that a block is open; a quote that is open keeps it from seeing anything behind it. */
const OPEN_BLOCK = 'unexpected end of file, expecting "}"';

/**
 * Hands the parser's findings over in the order in which Nginx would meet them: each in front of the first statement that ends
 * behind it.
 */
export class SyntaxFindings {
  readonly #run: Run;
  readonly #done = new Map<ConfigurationFile, number>();
  #last: ConfigurationFile;

  constructor(run: Run) {
    this.#run = run;
    this.#last = run.configuration.root;
  }

  /** To be told of each statement before it is tested. */
  before(statement: Statement): void {
    const { file } = statement;
    if (file !== this.#last) {
      if (!statement.via.some((include) => include.file === this.#last)) {
        this.upTo(this.#last, Number.POSITIVE_INFINITY);
      }
      this.#last = file;
    }
    if (file.document.problems.length > 0) {
      this.#upTo(file, statement.directive.terminatorSpan.end, endLine(statement));
    }
  }

  /** Hands over what a file has in front of `offset`. */
  upTo(file: ConfigurationFile, offset: number): void {
    this.#upTo(file, offset, Number.isFinite(offset) ? lineOf(file, offset) : offset);
  }

  /** A problem belongs where Nginx stops, which may be far behind the place that is shown. */
  #upTo(file: ConfigurationFile, offset: number, line: number): void {
    const { problems, template } = file.document;
    let next = this.#done.get(file) ?? 0;
    for (; next < problems.length; next++) {
      const problem = problems[next];
      if (
        problem === undefined ||
        problem.span.start >= offset ||
        (problem.message === OPEN_BLOCK && problem.line > line)
      ) {
        break;
      }
      if (template === undefined || template === 'envsubst') {
        const { insert } = problem;
        const fixes =
          insert === undefined
            ? []
            : [
                {
                  kind: 'insert' as const,
                  span: { start: insert.offset, end: insert.offset },
                  newText: insert.text,
                  safe: true,
                },
              ];
        this.#run.emit('syntax', problem.message, file, problem.span, { line: problem.line, fixes });
      }
    }
    this.#done.set(file, next);
  }

  /** Hands over all that is left, of every file. */
  finish(): void {
    this.upTo(this.#last, Number.POSITIVE_INFINITY);
    for (const file of this.#run.configuration.files) {
      this.upTo(file, Number.POSITIVE_INFINITY);
    }
  }
}
