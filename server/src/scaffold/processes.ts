import { type Answers, isAsgi, socketFolder, usualScheduler } from './answers/answers.ts';
import {
  beatCommand,
  flowerCommand,
  gunicornAsgiCommand,
  gunicornCommand,
  uvicornCommand,
  uvicornPort,
  uvicornSocket,
  workerCommand,
} from './blocks/commands.ts';
import type { ProcessBlock } from './blocks/process.ts';

/** The path under which Flower is served, on both sides of Nginx. */
export const flowerPrefix = 'flower';

/** @returns where Nginx reaches Django: `127.0.0.1:8000` or `unix:/run/shop/web.sock`. */
export function djangoUpstream(answers: Answers): string {
  return answers.bind === 'port' ? `127.0.0.1:${answers.port}` : `unix:${answers.socket}`;
}

function webCommand(answers: Answers, bin: string): string {
  if (answers.server === 'uvicorn') {
    const bind = answers.bind === 'port' ? uvicornPort(String(answers.port)) : uvicornSocket(answers.socket);
    return uvicornCommand(bin, answers.module, bind);
  }
  const command = isAsgi(answers.module) ? gunicornAsgiCommand : gunicornCommand;
  return command(bin, answers.module, djangoUpstream(answers));
}

/** @returns the names of processes that a site may have and this one hasn't. */
export function absentProcesses(answers: Answers): string[] {
  const names = new Set(siteProcesses(answers).map(({ name }) => name));
  return ['web', 'worker', 'beat', 'flower']
    .map((kind) => `${answers.site}-${kind}`)
    .filter((name) => !names.has(name));
}

/** @returns the processes of the site: Django, and as answered a Celery worker, beat and Flower. */
export function siteProcesses(answers: Answers): ProcessBlock[] {
  const bin = `${answers.projectPath}/.venv/bin`;
  const systemd = answers.processManager === 'systemd';
  const common = { user: answers.user, directory: answers.projectPath };
  const serverName = answers.server === 'uvicorn' ? 'Uvicorn' : 'Gunicorn';
  const processes: ProcessBlock[] = [
    {
      ...common,
      name: `${answers.site}-web`,
      description: `${answers.site}: Django under ${serverName}`,
      command: webCommand(answers, bin),
      stopSeconds: 30,
      ...(systemd && answers.bind === 'socket'
        ? { runtimeDirectory: socketFolder(answers).slice('/run/'.length) }
        : {}),
    },
  ];
  if (!answers.celery) {
    return processes;
  }
  processes.push({
    ...common,
    name: `${answers.site}-worker`,
    description: `${answers.site}: Celery worker`,
    command: workerCommand(bin, answers.celeryApp, answers.site),
    stopSeconds: 600,
  });
  if (answers.beat) {
    const folder = systemd ? `/var/lib/${answers.site}` : `${answers.projectPath}/run`;
    processes.push({
      ...common,
      name: `${answers.site}-beat`,
      description: `${answers.site}: Celery beat`,
      command: beatCommand(
        bin,
        answers.celeryApp,
        `${folder}/celerybeat-schedule`,
        answers.beatScheduler === usualScheduler ? undefined : answers.beatScheduler,
      ),
      stopSeconds: 30,
      ...(systemd ? { stateDirectory: answers.site } : {}),
    });
  }
  if (answers.flower) {
    processes.push({
      ...common,
      name: `${answers.site}-flower`,
      description: `${answers.site}: Flower`,
      command: flowerCommand(bin, answers.celeryApp, String(answers.flowerPort), flowerPrefix),
      stopSeconds: 30,
    });
  }
  return processes;
}
