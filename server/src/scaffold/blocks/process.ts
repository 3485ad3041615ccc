/** What a unit or a supervisor program is made of. Paths and names are put in as they are. */
export interface ProcessBlock {
  /** The unit's name without `.service`, the program's name. */
  readonly name: string;
  readonly description: string;
  readonly user: string;
  readonly directory: string;
  readonly command: string;
  /** A folder in `/run` that systemd makes for the process. */
  readonly runtimeDirectory?: string;
  /** A folder in `/var/lib` that systemd makes for the process. */
  readonly stateDirectory?: string;
  /** How long the process may take to end its work when it is told to stop. */
  readonly stopSeconds: number;
}

/** @returns a systemd service; `environmentFile` is read by systemd itself, as root. */
export function systemdService(process: ProcessBlock, environmentFile: string): string {
  const folders = [
    ...(process.runtimeDirectory === undefined ? [] : [`RuntimeDirectory=${process.runtimeDirectory}`]),
    ...(process.stateDirectory === undefined ? [] : [`StateDirectory=${process.stateDirectory}`]),
  ];
  return `[Unit]
Description=${process.description}
After=network.target

[Service]
Type=exec
User=${process.user}
WorkingDirectory=${process.directory}
EnvironmentFile=${environmentFile}
${folders.map((line) => `${line}\n`).join('')}ExecStart=${process.command}
Restart=always
RestartSec=5
KillMode=mixed
TimeoutStopSec=${process.stopSeconds}
NoNewPrivileges=true

[Install]
WantedBy=multi-user.target`;
}

/** @returns a supervisor program. Supervisor reads no environment files, so a shell reads it and becomes the command. */
export function supervisorProgram(process: ProcessBlock, environmentFile: string): string {
  return `[program:${process.name}]
command=/bin/sh -c "set -a && . ${environmentFile} && exec ${process.command}"
directory=${process.directory}
user=${process.user}
autostart=true
autorestart=true
startsecs=5
stopwaitsecs=${process.stopSeconds}
stopasgroup=true
killasgroup=true
redirect_stderr=true
stdout_logfile=/var/log/supervisor/${process.name}.log`;
}

/** @returns the group that lets the programs be started and stopped together, as `name:*`. */
export function supervisorGroup(name: string, programs: readonly string[]): string {
  return `[group:${name}]
programs=${programs.join(',')}`;
}

/** @returns a shell script for commands by hand, which runs its arguments with the variables of an environment file. */
export function environmentScript(environmentFile: string): string {
  return `#!/bin/sh
# Runs a command with the environment of the site: with-environment.sh COMMAND [ARGUMENT...]
set -eu
set -a
. ${environmentFile}
set +a
exec "$@"`;
}
