import type { DirectiveFact } from '../../../facts/nginx/directive-facts.ts';
import type { FactContext } from '../../../facts/nginx/rows.ts';
import type { Statement } from '../configuration.ts';
import { type Frame, LocationScope, Scope, ServerScope } from './scope.ts';

/** @returns the frame of a configuration's top, where core modules keep their fields. */
export function mainFrame(): Frame {
  const location = new LocationScope('none', '', undefined, undefined);
  return {
    context: 'main',
    main: new Scope('main', undefined, undefined),
    server: new ServerScope(undefined, location, undefined),
    location,
    parent: undefined,
  };
}

/** The context inside a block of `fact` that stands in `context`. */
function innerContext(fact: DirectiveFact, context: FactContext): FactContext {
  if (fact.block === 'if') {
    return context === 'server' ? 'if in server' : 'if in location';
  }
  return fact.block as FactContext;
}

/** @returns the frame inside the block of a statement: new scopes where Nginx makes new configurations, shared ones elsewhere. */
export function openFrame(fact: DirectiveFact, statement: Statement | undefined, outer: Frame): Frame {
  const context = innerContext(fact, outer.context);
  switch (context) {
    case 'http':
    case 'stream':
    case 'mail':
    case 'events': {
      const location = new LocationScope('none', '', undefined, statement);
      return {
        context,
        main: new Scope('main', undefined, statement),
        server: new ServerScope(undefined, location, statement),
        location,
        parent: outer,
      };
    }
    case 'server':
    case 'stream/server':
    case 'mail/server':
    case 'upstream':
    case 'stream/upstream': {
      const location = new LocationScope('none', '', outer.location, statement);
      return {
        context,
        main: outer.main,
        server: new ServerScope(outer.server, location, statement),
        location,
        parent: outer,
      };
    }
    default: {
      const kind = context === 'limit_except' ? 'limit_except' : 'if';
      const location = new LocationScope(kind, '', outer.location, statement);
      return { context, main: outer.main, server: outer.server, location, parent: outer };
    }
  }
}

/** @returns the frame inside a `location`. */
export function openLocation(location: LocationScope, outer: Frame): Frame {
  return { context: 'location', main: outer.main, server: outer.server, location, parent: outer };
}

const AROUND: Readonly<Partial<Record<FactContext, readonly FactContext[]>>> = {
  events: ['events'],
  http: ['http'],
  server: ['http', 'server'],
  location: ['http', 'server', 'location'],
  'if in server': ['http', 'server', 'if in server'],
  'if in location': ['http', 'server', 'location', 'if in location'],
  limit_except: ['http', 'server', 'location', 'limit_except'],
  upstream: ['http', 'upstream'],
  stream: ['stream'],
  'stream/server': ['stream', 'stream/server'],
  'stream/upstream': ['stream', 'stream/upstream'],
  mail: ['mail'],
  'mail/server': ['mail', 'mail/server'],
};

/** @returns the frame in which the statements of a file alone stand, with blocks around it that nobody sees. */
export function frameAround(context: FactContext): Frame {
  let frame = mainFrame();
  for (const inner of AROUND[context] ?? []) {
    const fact = { block: inner } as DirectiveFact;
    frame = openFrame(fact, undefined, frame);
  }
  return frame;
}
