import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CopiedMachine } from './machine.ts';

test('what is put into a copy of this machine stays there, also behind a link', (context) => {
  const machine = CopiedMachine.make();
  if ('refusal' in machine) {
    context.skip(machine.refusal);
    return;
  }
  try {
    const hosts = readFileSync('/etc/hosts', 'utf8');
    const switches = existsSync('/etc/nsswitch.conf') && readFileSync('/etc/nsswitch.conf', 'utf8');
    const name = `siteconf-${process.pid}`;
    machine.write('/etc/hosts', '127.0.0.1 elsewhere\n');
    // /var/run is a link to /run.
    machine.write(`/var/run/${name}/file`, 'text');
    assert.equal(machine.read(`/run/${name}/file`), 'text');
    assert.equal(machine.read('/etc/hosts'), '127.0.0.1 elsewhere\n');
    assert.equal(existsSync(`/run/${name}`) || existsSync(`/var/run/${name}`), false);
    assert.equal(readFileSync('/etc/hosts', 'utf8'), hosts);
    assert.equal(existsSync('/etc/nsswitch.conf') && readFileSync('/etc/nsswitch.conf', 'utf8'), switches);
    machine.empty();
    assert.equal(machine.read('/etc/hosts'), hosts);
    assert.equal(machine.read(`/run/${name}/file`), undefined);
  } finally {
    machine.close();
  }
});
