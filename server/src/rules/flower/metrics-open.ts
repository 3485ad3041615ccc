import { certain } from '../../base/known.ts';
import { message } from '../../base/message.ts';
import type { Place } from '../../dialects/nginx/effective/place.ts';
import { flowerPrefix } from '../../dialects/process/flower-options.ts';
import { asksNobody, openWays } from '../../site/flower/exposure.ts';
import { defineRule } from '../define.ts';

const open =
  'Flower asks for no password at {path}: anyone can read the names of workers and tasks, and how often they run.';
const asks = 'This password is not asked there.';

/** `/metrics` of a Flower that asks for a password everywhere else. */
export const metricsOpen = defineRule({
  id: 'flower/metrics-open',
  since: '0.1.0',
  severity: 'info',
  certainty: 'proven',
  needs: ['nginx', 'flower'],
  fix: 'none',
  sources: ['https://flower.readthedocs.io/en/latest/prometheus-integration.html'],
  messages: { open, asks },
  check({ site, report }) {
    for (const flower of site.flowers) {
      const prefix = flower.options.urlPrefix.kind === 'absent' ? '' : certain(flower.options.urlPrefix);
      const told = prefix === undefined ? undefined : flowerPrefix(prefix);
      const path = told?.kind === 'path' ? `/${told.path}/metrics` : '/metrics';
      const password = ['basic_auth', 'auth']
        .map((name) => flower.options.get(name))
        .find(({ origin }) => origin !== undefined);
      if (told === undefined || told.kind === 'unreachable' || password?.value.kind !== 'known' || asksNobody(flower)) {
        continue;
      }
      for (const { route } of openWays(site, flower)) {
        const { head } = route.location;
        const covers = (head?.modifier === '' || head?.modifier === '^~') && path.startsWith(head.text);
        if (covers && !speaksOfMetrics(route.server)) {
          report({
            path: route.pass.file.path,
            span: route.pass.directive.span,
            message: 'open',
            values: { path },
            related: password.origin === undefined ? [] : [{ ...password.origin, message: message(asks) }],
          });
        }
      }
    }
  },
});

/** Whether some location of the server takes the metrics for itself. */
function speaksOfMetrics(place: Place): boolean {
  return place.inner.some((inner) => inner.head?.text.includes('metrics') === true || speaksOfMetrics(inner));
}
