import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './http.ts';
import { type Ended, type Machine, searchPath } from './machine.ts';

const units = '/etc/systemd/system';

/** What systemd loads instead of Debian's targets, which would set up hardware that isn't here. */
const targets = ['siteconf', 'sysinit', 'basic', 'shutdown', 'network', 'network-online', 'multi-user'];

/** The control group of systemd's own hierarchy, or of the only one, that a process of this machine is in. */
function controlGroup(): { readonly type: string; readonly mount: string; readonly folder: string } | undefined {
  const lines = readFileSync('/proc/self/cgroup', 'utf8').trim().split('\n');
  const named = lines.find((line) => line.includes(':name=systemd:'));
  const path = (named ?? lines.find((line) => line.startsWith('0::')))?.split(':').slice(2).join(':') ?? '/';
  const one =
    named === undefined
      ? { type: '-t cgroup2 cgroup2', mount: '/sys/fs/cgroup' }
      : { type: '-t cgroup -o none,name=systemd cgroup', mount: '/sys/fs/cgroup/systemd' };
  const folder = join(one.mount, path);
  return existsSync(join(folder, 'cgroup.procs')) ? { ...one, folder } : undefined;
}

/** A control group and those below it, once all their processes have ended. */
function removeGroup(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) {
      removeGroup(join(folder, entry.name));
    }
  }
  rmdirSync(folder);
}

/**
 * The real systemd as process 1 of a machine, in a control group and process table of its own. It loads the units in
 * /etc/systemd/system alone, and what services print goes to /var/log/NAME.log.
 */
export class Systemd {
  readonly #machine: Machine;
  readonly #group: string;
  readonly #child: ChildProcess;
  #ended: Promise<unknown> = Promise.resolve();

  private constructor(machine: Machine, group: string, child: ChildProcess) {
    this.#machine = machine;
    this.#group = group;
    this.#child = child;
    this.#ended = new Promise((resolve) => child.once('exit', resolve));
  }

  /** @returns systemd running; or why it can't run here. */
  static async start(machine: Machine): Promise<Systemd | { readonly reason: string }> {
    const parent = controlGroup();
    if (parent === undefined) {
      return { reason: 'systemd finds no control groups here' };
    }
    const group = join(parent.folder, `siteconf-${process.pid}-${Date.now()}`);
    try {
      mkdirSync(group);
    } catch (error) {
      return { reason: `no control group can be made here (${error})` };
    }
    for (const name of targets) {
      machine.write(`${units}/${name}.target`, '[Unit]\nDefaultDependencies=no\n');
    }
    const log = 'append:/var/log/%N.log';
    machine.write(
      `${units}/service.d/log.conf`,
      // An operator doesn't start a service five times in ten seconds, as a test does.
      `[Unit]\nStartLimitIntervalSec=0\n[Service]\nStandardOutput=${log}\nStandardError=${log}\n`,
    );
    const { root } = machine;
    const controlled = join(root, parent.mount);
    const boot = [
      `mount -t tmpfs tmpfs ${root}/sys && mkdir -p ${root}/sys/fs/cgroup && mount -t tmpfs tmpfs ${root}/sys/fs/cgroup`,
      `mkdir -p ${controlled} && mount ${parent.type} ${controlled}`,
      // It would mount each controller that it finds in this list, and count the rest of this machine with it.
      `mount --bind /dev/null ${root}/proc/cgroups`,
      `exec chroot ${root} /lib/systemd/systemd --unit=siteconf.target --show-status=no --log-target=null`,
    ];
    const own = ['--cgroup', '--mount', '--pid', '--fork', '--kill-child', `--mount-proc=${root}/proc`];
    const enter = `echo $$ > ${group}/cgroup.procs && exec unshare ${own.join(' ')} sh -c '${boot.join(' && ')}'`;
    const child = spawn('sh', ['-c', enter], {
      env: {
        PATH: searchPath,
        LANG: 'C.UTF-8',
        container: 'siteconf',
        SYSTEMD_UNIT_PATH: units,
        ...(parent.type.includes('cgroup2')
          ? {}
          : { SYSTEMD_PROC_CMDLINE: 'systemd.unified_cgroup_hierarchy=0 systemd.legacy_systemd_cgroup_controller=1' }),
      },
      stdio: 'ignore',
    });
    const systemd = new Systemd(machine, group, child);
    try {
      await eventually('systemd', async () => (systemd.#takeCharge() ? true : undefined), 10);
      return systemd;
    } catch (error) {
      await systemd.stop();
      return { reason: `systemd doesn't start here (${error})` };
    }
  }

  /** Makes `systemctl` of the machine talk to it. @returns whether it answers. */
  #takeCharge(): boolean {
    const children = `/proc/${this.#child.pid}/task/${this.#child.pid}/children`;
    const first = this.#machine.read(children).trim();
    if (first === '') {
      return false;
    }
    this.#machine.write(
      '/usr/local/bin/systemctl',
      `#!/bin/sh\nexec nsenter --target ${first} --pid --mount --root --wd=/ /usr/bin/systemctl "$@"\n`,
      0o755,
    );
    return this.run('is-active siteconf.target').status === 0;
  }

  /** Runs `systemctl` with some words. */
  run(words: string): Ended {
    return this.#machine.attempt(`systemctl ${words}`);
  }

  /** Ends it with all services, and leaves no control group behind. */
  async stop(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
    await eventually('the end of all services', async () => {
      removeGroup(this.#group);
      return true;
    });
  }
}
