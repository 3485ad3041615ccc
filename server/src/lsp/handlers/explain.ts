import { rules } from '../../rules/registry.ts';
import { summary } from '../../service/pages.ts';
import { guarded } from '../guard.ts';
import type { Session } from '../session.ts';
import type { Requests } from '../wire.ts';

type Explain = Requests['siteconf/explain'];
type Rules = Requests['siteconf/rules'];

/** Lists the rules and shows their pages. */
export function handleExplain(session: Session): void {
  const { connection, texts } = session;
  connection.onRequest(
    'siteconf/explain',
    guarded<Explain['params'], Explain['result']>(
      session,
      'siteconf/explain',
      null,
      ({ rule }) => session.snapshot.explain(rule) ?? null,
    ),
  );
  connection.onRequest(
    'siteconf/rules',
    guarded<Rules['params'], Rules['result']>(session, 'siteconf/rules', [], () =>
      rules.map(({ id, severity }) => {
        const page = texts.pages[id];
        return { id, severity, summary: page === undefined ? '' : summary(page, session.settings.locale) };
      }),
    ),
  );
}
