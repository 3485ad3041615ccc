import { renderMessage } from '../../../server/src/base/message.ts';
import type { Answer } from './compare.ts';
import { faults } from './observe.ts';

/** @returns an answer with all that a person needs to judge it. */
export function tell({ site, fault, shows, rules, claims, observation }: Answer): string {
  const said = claims.map(({ rule, finding }) => `  ${rule} (${finding.severity}): ${renderMessage(finding.message)}`);
  const axes = Object.entries(site.axes).map(([axis, form]) => `${axis}: ${form}`);
  return [
    `---- ${shows ? `no rule speaks of: ${fault}` : `${rules.join(', ')}: no ${fault}`}`,
    axes.join('; '),
    ...observation.told.map((line) => `  ${line}`),
    said.length === 0 ? '  we say nothing' : '  we say:',
    ...said,
    ...[['the site file', site.nginx] as const, ...site.files].map(
      ([path, text]) => `    == ${path}\n${text.replace(/^/gm, '    ')}`,
    ),
  ].join('\n');
}

/** @returns the answers on which we and the real programs don't agree, without those of which we mean to say nothing. */
export function disagreements(answers: readonly Answer[]): Answer[] {
  return answers.filter(({ agrees, silence }) => !agrees && silence === undefined);
}

/** @returns the agreement by fault, by rule, and by the forms of each axis where it isn't whole. */
export function summary(answers: readonly Answer[]): string {
  const share = (some: readonly Answer[]): string => {
    const agreed = some.length - disagreements(some).length;
    return `${agreed} of ${some.length} (${((100 * agreed) / Math.max(1, some.length)).toFixed(2)} %)`;
  };
  const lines = [`agreement: ${share(answers)}`];
  for (const fault of faults) {
    const own = answers.filter((answer) => answer.fault === fault);
    const shown = own.filter(({ shows }) => shows);
    const told = shown.filter(({ agrees }) => agrees).length;
    const meant = shown.filter(({ silence }) => silence !== undefined).length;
    const wrong = own.filter(({ shows, agrees }) => !shows && !agrees).length;
    lines.push(
      `  ${fault}: ${share(own)}; shows ${shown.length} times, told ${told}, silent on purpose ${meant}; told in vain ${wrong}`,
    );
  }
  for (const reason of new Set(answers.flatMap(({ silence }) => silence ?? []))) {
    lines.push(`  silent, since ${reason}: ${answers.filter(({ silence }) => silence === reason).length}`);
  }
  for (const rule of [...new Set(answers.flatMap((answer) => answer.rules))].sort()) {
    const own = answers.filter((answer) => answer.rules.includes(rule));
    const right = own.filter(({ shows }) => shows).length;
    lines.push(`  ${rule}: right ${right}, wrong ${own.length - right}`);
  }
  for (const axis of Object.keys(answers[0]?.site.axes ?? {})) {
    const forms = [...new Set(answers.map(({ site }) => site.axes[axis] as string))];
    const weak = forms
      .map((form) => ({ form, own: answers.filter(({ site }) => site.axes[axis] === form) }))
      .filter(({ own }) => disagreements(own).length > 0);
    lines.push(`  ${axis}: ${forms.length} forms${weak.length === 0 ? ', all agree' : ''}`);
    lines.push(...weak.map(({ form, own }) => `    ${form}: ${share(own)}`));
  }
  return lines.join('\n');
}
