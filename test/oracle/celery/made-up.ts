import { certain } from '../../../server/src/base/known.ts';
import { workspacePath } from '../../../server/src/base/path.ts';
import { memoryWorkspace } from '../../../server/src/base/workspace.ts';
import { celerySettings } from '../../../server/src/dialects/django/celery-settings.ts';
import type { Finding } from '../../../server/src/rules/finding.ts';
import { rules } from '../../../server/src/rules/registry.ts';
import { runRules } from '../../../server/src/rules/run.ts';
import { isCelery } from '../../../server/src/site/celery/app.ts';
import { celeryRun } from '../../../server/src/site/celery/settings.ts';
import { readSite } from '../../../server/src/site/read.ts';
import type { Random } from '../../harness/random.ts';

/** A command of Celery in a project, as its unit has it. */
export interface Case {
  /** Behind `celery`. */
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Below the working directory. */
  readonly files: Readonly<Record<string, string>>;
  /** Whether `-A` names what isn't there. */
  readonly lostApp: boolean;
  /** Whether a setting is there that looks like the broker, under whatever name. */
  readonly hasBrokerSetting: boolean;
}

/** Where the application of the project stands, and how it may be named. */
const layouts = {
  celery: {
    file: 'shop/celery.py',
    variable: 'app',
    names: ['shop', 'shop.celery', 'shop.celery:app', 'shop:celery_app'],
  },
  'named celery': { file: 'shop/celery.py', variable: 'celery', names: ['shop', 'shop.celery', 'shop.celery:celery'] },
  'a module of its own': {
    file: 'shop/celery_app.py',
    variable: 'app',
    names: ['shop', 'shop.celery_app', 'shop.celery_app:app'],
  },
} as const;

/** Makes a case whose brokers are databases of one Redis, from `first` on; the same for the same state of `random`. */
export function makeCase(random: Random, redis: number, first: number): Case {
  const database = (offset: number): string => `redis://127.0.0.1:${redis}/${first + offset}`;
  const layout = random.pick(Object.values(layouts));
  const namespace = random.pick(['CELERY', 'CELERY', 'CELERY', '', 'SHOP']);
  const settings = {
    prefixed: `CELERY_BROKER_URL = "${database(0)}"`,
    bare: `BROKER_URL = "${database(1)}"`,
    both: `CELERY_BROKER_URL = "${database(0)}"\nBROKER_URL = "${database(1)}"`,
    small: `celery_broker_url = "${database(0)}"`,
    own: `SHOP_BROKER_URL = "${database(0)}"`,
    environment: `CELERY_BROKER_URL = os.environ.get("SHOP_BROKER", "${database(0)}")`,
    none: '',
  }[random.chance(0.5) ? 'prefixed' : random.pick(['bare', 'both', 'small', 'own', 'environment', 'none'])];
  const lostApp = random.chance(0.06);
  const named = lostApp ? random.pick(['shopp', 'shop.celery:nothing', 'shop.nothing']) : random.pick(layout.names);
  const app = random.chance(0.7) ? ['-A', named] : random.pick([[`--app=${named}`], [`-A${named}`], []]);
  const broker = random.chance(0.8) ? [] : random.pick([['-b', database(2)], [`--broker=${database(2)}`]]);
  const environment: Record<string, string> = { DJANGO_SETTINGS_MODULE: 'shop.settings' };
  if (random.chance(0.2)) {
    environment[random.pick(['CELERY_BROKER_URL', 'BROKER_URL', 'CELERY_BROKER', 'SHOP_BROKER'])] = database(3);
  }
  if (app.length === 0 && random.chance(0.5)) {
    environment[random.pick(['APP', 'CELERY_APP'])] = named;
  }
  const name = random.pick(['worker', 'worker', 'beat', 'flower']);
  const own = {
    worker: ['--pool=solo', '--without-gossip', '--without-mingle', '-l', 'INFO'],
    beat: ['-l', 'INFO', '-s', 'schedule'],
    flower: ['--port=0', '--address=127.0.0.1'],
  }[name];
  const behind = random.chance(0.15);
  const given = [...app, ...broker];
  const words = behind ? [name, ...given, ...(own ?? [])] : [...given, name, ...(own ?? [])];
  const call = `app.config_from_object("django.conf:settings"${namespace === '' ? '' : `, namespace="${namespace}"`})`;
  const module = layout.file.slice('shop/'.length, -'.py'.length);
  return {
    words,
    environment,
    hasBrokerSetting: /^(?:CELERY_)?BROKER_URL/m.test(settings ?? ''),
    lostApp: lostApp && (app.length > 0 || 'APP' in environment || 'CELERY_APP' in environment),
    files: {
      'manage.py': 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
      ...(random.chance(0.6) ? { 'requirements.txt': 'Django\ncelery[redis]\n' } : {}),
      'shop/__init__.py': `from .${module} import ${layout.variable} as celery_app\n`,
      'shop/settings.py': `import os\n\nSECRET_KEY = "k7#mQ2vx9!" * 6\nINSTALLED_APPS = []\n${settings}\n`,
      [layout.file]: `import os\n\nfrom celery import Celery\n\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n${layout.variable} = Celery("shop")\n${call.replace('app.', `${layout.variable}.`)}\n`,
    },
  };
}

/** What we say of a case. */
export interface Said {
  /** Whether a rule says that the command ends at once. */
  readonly refuses: boolean;
  /** Whether a rule says that it goes to a RabbitMQ on this machine. */
  readonly lost: boolean;
  /** The broker by our model; undefined where the files don't tell it. */
  readonly broker: string | undefined;
  readonly findings: readonly Finding[];
}

export function ours({ words, environment, files }: Case): Said {
  const lines = Object.entries(environment).map(([name, value]) => `Environment=${name}=${value}\n`);
  const all = {
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`/srv/shop/${name}`, text])),
    '/etc/systemd/system/celery.service': `[Service]\nWorkingDirectory=/srv/shop\n${lines.join('')}ExecStart=/srv/shop/venv/bin/celery ${words.join(' ')}\n`,
  };
  const map = new Map(Object.entries(all).map(([path, text]) => [workspacePath(path), text]));
  const site = readSite(memoryWorkspace([workspacePath('/')], map));
  const findings = runRules(rules, site, {}, (rule, error) => {
    throw new Error(`${rule}: ${error}`);
  });
  const [process] = site.processes.filter(isCelery);
  const run = process === undefined ? undefined : celeryRun(site, process);
  const settings = run === undefined ? undefined : celerySettings(run.project);
  const read = settings?.namespace === '' ? 'BROKER_URL' : `${settings?.namespace}_BROKER_URL`;
  const given = process?.program.broker;
  // Celery reads the old name too since 5.7.
  const name = run?.settings.own(read).kind === 'absent' ? 'BROKER_URL' : read;
  const bySettings = run === undefined || settings === undefined ? undefined : certain(run.settings.text(name));
  const told = findings.filter(({ severity }) => severity === 'error' || severity === 'warning');
  return {
    refuses: told.some(
      ({ rule }) => rule === 'process/celery-option-after-command' || rule === 'process/module-not-found',
    ),
    lost: told.some(isOfLostBroker),
    broker: given?.kind === 'absent' ? bySettings : given === undefined ? undefined : certain(given),
    findings,
  };
}

function isOfLostBroker({ rule, message, note }: Finding): boolean {
  const says = `${message.template} ${note?.template ?? ''}`;
  return /^(?:django|flower|process)\//.test(rule) && says.includes('amqp://guest@localhost');
}
