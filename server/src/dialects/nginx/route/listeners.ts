import type { EffectiveConfiguration } from '../effective/configuration.ts';
import type { Place } from '../effective/place.ts';
import { type Listen, listensOf } from './listen.ts';
import { ServerNames } from './server-names.ts';

/** One address and port, and the servers behind it. */
export interface Listener {
  readonly address: string;
  readonly port: number;
  /** Whether one of the servers says `ssl` for it, which holds for all of them. */
  readonly tls: boolean;
  /** Answers requests for names that no server has. Its settings also rule how the port reads requests. */
  readonly defaultServer: Place;
  /** The `listen` that made it the default, where one says so. */
  readonly defaultListen: Listen;
  readonly servers: readonly Place[];
  readonly names: ServerNames;
}

const known = new WeakMap<EffectiveConfiguration, readonly Listener[]>();

/** @returns every address and port on which the configuration listens, in the order of the text. */
export function listeners(configuration: EffectiveConfiguration): readonly Listener[] {
  let found = known.get(configuration);
  if (found === undefined) {
    found = build(configuration);
    known.set(configuration, found);
  }
  return found;
}

function build(configuration: EffectiveConfiguration): Listener[] {
  const groups = new Map<string, { listen: Listen; server: Place }[]>();
  for (const server of configuration.servers) {
    for (const listen of listensOf(server)) {
      const key = `${listen.address}:${listen.port}`;
      const group = groups.get(key) ?? [];
      group.push({ listen, server });
      groups.set(key, group);
    }
  }
  return [...groups.values()].map((members) => {
    const chosen = members.find(({ listen }) => listen.isDefault) ?? (members[0] as (typeof members)[number]);
    const servers = [...new Set(members.map(({ server }) => server))];
    return {
      address: chosen.listen.address,
      port: chosen.listen.port,
      tls: members.some(({ listen, server }) => listen.tls || saysTls(server)),
      defaultServer: chosen.server,
      defaultListen: chosen.listen,
      servers,
      names: new ServerNames(servers),
    };
  });
}

/** The old directive `ssl on`, which Nginx 1.25.1 removed. */
function saysTls(server: Place): boolean {
  return server.own.get('ssl')?.at(-1)?.directive.args[0]?.value === 'on';
}
