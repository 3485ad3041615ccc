import { message } from '../../base/message.ts';
import { hasOption } from '../../dialects/process/options.ts';
import type { Process } from '../../dialects/process/process.ts';
import { unitSetting } from '../../dialects/process/unit-file.ts';
import { defineRule } from '../define.ts';

const notify = '{program} never tells systemd that it is ready: with Type=notify the start waits until it times out.';
const forking = '{program} stays in the foreground here: with Type=forking the start waits until it times out.';
const leaves = '{program} goes to the background here: with Type={type} systemd takes that for its end and stops it.';
const use = 'Write Type={type}';

/** `Type=notify` for a program that doesn't notify. */
export const serviceType = defineRule({
  id: 'process/service-type',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['process'],
  fix: 'safe',
  sources: ['https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Type='],
  messages: { notify, forking, leaves, use },
  check({ site, report }) {
    for (const process of site.processes) {
      const { definition } = process;
      if (definition.kind !== 'systemd' || definition.command.key !== 'ExecStart' || isWrapped(process)) {
        continue;
      }
      const setting = unitSetting(definition.unit, 'Service', 'Type');
      const found = judge(process, setting?.value.value ?? 'simple');
      if (found === undefined) {
        continue;
      }
      const values = { program: programName(process), type: setting?.value.value ?? 'simple' };
      if (setting === undefined) {
        const { path, span } = process.origin;
        report({ path, span, message: found.message, values });
        continue;
      }
      const { path, span } = setting.value.origin;
      report({
        path,
        span,
        message: found.message,
        values,
        related: [],
        fixes: [
          {
            title: message(use, { type: found.right }),
            kind: 'safe',
            edits: [{ path, span, newText: found.right }],
          },
        ],
      });
    }
  },
});

/** A shell around the program may do anything before and behind it. */
function isWrapped(process: Process): boolean {
  return (
    /(?:^|\/)(?:ba|da|z|k)?sh$/.test(process.words[0]?.value ?? '') ||
    process.program.executable.origin.path !== process.path
  );
}

function programName({ program }: Process): string {
  return 'command' in program ? `celery ${program.command.value}` : program.kind;
}

interface Judged {
  readonly message: 'notify' | 'forking' | 'leaves';
  readonly right: string;
}

function judge({ program }: Process, type: string): Judged | undefined {
  if (program.kind === 'celery') {
    const starts =
      program.command.value === 'multi' && /^(?:start|restart)$/.test(program.commandWords[0]?.value ?? '');
    return starts && (type === 'simple' || type === 'exec' || type === 'notify')
      ? { message: 'leaves', right: 'forking' }
      : undefined;
  }
  if (!['uvicorn', 'gunicorn', 'worker', 'beat', 'flower'].includes(program.kind)) {
    return undefined;
  }
  const options = 'options' in program ? program.options : undefined;
  if (options !== undefined && !options.complete) {
    return undefined;
  }
  const background =
    options !== undefined &&
    (program.kind === 'gunicorn' ? hasOption(options, '--daemon') : hasOption(options, '--detach'));
  if (background) {
    return type === 'simple' || type === 'exec' ? { message: 'leaves', right: 'forking' } : undefined;
  }
  if (type === 'forking') {
    return { message: 'forking', right: 'simple' };
  }
  return /^notify(?:-reload)?$/.test(type) && program.kind !== 'gunicorn'
    ? { message: 'notify', right: 'simple' }
    : undefined;
}
