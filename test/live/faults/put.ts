import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { renderMessage } from '../../../server/src/base/message.ts';
import type { Finding } from '../../../server/src/rules/finding.ts';
import { applyFixes } from '../../harness/fixes.ts';
import { eventually } from '../http.ts';
import type { Edit, Fault } from './fault.ts';
import type { RunningSite } from './running-site.ts';

type Texts = Map<string, string | undefined>;

/** The files that some edits touch, as they are now. */
function textsOf(site: RunningSite, edits: readonly Edit[]): Texts {
  return new Map(edits.map(({ path }) => [path, site.read(path)]));
}

function edited(texts: Texts, edits: readonly Edit[]): Texts {
  const result = new Map(texts);
  for (const { path, from, to } of edits) {
    const text = result.get(path);
    if (from === '') {
      assert.equal(text, undefined, `${path} is there already`);
      result.set(path, to);
    } else {
      assert.equal(text?.split(from).length, 2, `"${from}" stands not once in ${path}`);
      result.set(
        path,
        text?.replace(from, () => to),
      );
    }
  }
  return result;
}

function write(site: RunningSite, texts: Texts): void {
  for (const [path, text] of texts) {
    site.write(path, text);
  }
}

async function expect(site: RunningSite, fault: Fault, when: string, wanted: unknown): Promise<void> {
  let seen: unknown;
  try {
    await eventually(
      when,
      async () => {
        seen = await fault.observe(site);
        return isDeepStrictEqual(seen, wanted) ? true : undefined;
      },
      25,
      50,
    );
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    const words = site.lastWords();
    try {
      assert.deepEqual(seen ?? cause, wanted, when);
    } catch (told) {
      throw Object.assign(told as Error, { cause: words });
    }
    throw error;
  }
}

function toText({ rule, path, message }: Finding): string {
  return `${rule} in ${path}: ${renderMessage(message)}`;
}

/** Our finding marks what it should, and no other rule speaks that isn't named. */
function checkFindings(site: RunningSite, fault: Fault, findings: readonly Finding[]): readonly Finding[] {
  const own = findings.filter(({ rule }) => rule === fault.rule);
  const others = findings.filter(({ rule }) => rule !== fault.rule && !fault.also?.includes(rule));
  assert.deepEqual(others.map(toText), [], 'findings that nobody asked for');
  assert.notEqual(own.length, 0, `no finding, but ${findings.map(toText).join('; ')}`);
  const marked = own.map(({ path, span }) => site.read(path)?.slice(span.start, span.end).split('\n')[0]);
  assert.ok(
    marked.includes(fault.marks),
    `marked is ${marked.join(' and ')} in ${own.map(({ path }) => path).join(', ')}`,
  );
  return own;
}

/** The files that one fix of each finding changes. */
function mendedFiles(findings: readonly Finding[], choice: number): string[] {
  const fixes = findings.flatMap((finding) => finding.fixes[Math.min(choice, finding.fixes.length - 1)] ?? []);
  return [...new Set(fixes.flatMap(({ edits }) => edits.map(({ path }) => path)))];
}

/**
 * Puts a fault into the running site, sees what breaks, mends it by the rule's fix and by hand, and sees that it is sound.
 *
 * @returns whether there was a fix.
 */
export async function putFault(site: RunningSite, fault: Fault): Promise<boolean> {
  const before = textsOf(site, fault.edits);
  const faulty = edited(before, fault.edits);
  let current: Texts = new Map(faulty);
  let hasFix = false;
  try {
    write(site, faulty);
    const findings = checkFindings(site, fault, site.findings(fault.atDesk));
    await site.restart(fault.restart);
    await expect(site, fault, 'with the fault', fault.broken);
    const words = findings.flatMap(({ nginx }) => nginx?.message ?? []);
    if (words.length > 0) {
      // What OpenSSL adds in parentheses depends on its version.
      assert.ok(
        words.some((text) => site.nginxTest.startsWith(text)),
        `nginx -t says ${site.nginxTest}, and we ${words.join(' and ')}`,
      );
    }
    // What two fixes would change at the same place is mended one after the other, as a person does.
    for (let left = findings, times = 0; left.some(({ fixes }) => fixes.length > 0) && times < 3; times++) {
      hasFix = true;
      for (const path of mendedFiles(left, fault.choice ?? 0).filter((one) => !before.has(one))) {
        before.set(path, site.read(path));
        current.set(path, site.read(path));
      }
      const files = new Map([...current].map(([path, text]) => [path, text ?? '']));
      current = applyFixes(files, left, fault.choice ?? 0);
      assert.notDeepEqual(current, files, 'the fix changes nothing');
      write(site, current);
      left = site.findings(fault.atDesk).filter(({ rule }) => rule === fault.rule);
    }
    if (hasFix) {
      const left = site
        .findings(fault.atDesk)
        .filter(({ rule, severity }) => rule === fault.rule || severity === 'error');
      assert.deepEqual(left.map(toText), [], 'findings after the fix');
      await site.restart(fault.restart);
      await expect(site, fault, 'after the fix', 'fixed' in fault ? fault.fixed : fault.sound);
    }
  } finally {
    write(site, before);
    if (!isDeepStrictEqual(current, before)) {
      await site.restart(fault.restart);
    }
  }
  await expect(site, fault, 'put back', fault.sound);
  return hasFix;
}
