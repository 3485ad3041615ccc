import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { defaultAnswers } from '../../../server/src/scaffold/answers/answers.ts';
import { installCommands } from '../../../server/src/scaffold/install.ts';

const user = 'www-data';
const wheels = mkdtempSync(join(tmpdir(), 'siteconf-wheels-'));
after(() => rmSync(wheels, { recursive: true, force: true }));

const manifest = '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.9"\ndependencies = ["asgiref"]\n';
const poetry =
  '[tool.poetry]\nname = "shop"\nversion = "1"\ndescription = ""\nauthors = []\n[tool.poetry.dependencies]\npython = ">=OWN"\nasgiref = { path = "WHEEL" }\n';

/** Two packages in one folder: pip refuses to build a project of them. */
const code = { 'shop/__init__.py': '', 'blog/__init__.py': '', 'manage.py': 'import shop, blog\n' };

interface Case {
  readonly requirements: string;
  readonly files: Readonly<Record<string, string>>;
  readonly groups?: readonly string[];
  /** What runs with the packages that were installed. */
  readonly runs?: string;
  /** The folder of the project, where its packages are told above it. */
  readonly below?: string;
  /** Makes the lock file, once the program is there. */
  readonly lock?: string;
}

const cases: Readonly<Record<string, Case>> = {
  'requirements of pip': { requirements: 'requirements/prod.txt', files: { 'requirements/prod.txt': 'asgiref\n' } },
  'none at all': { requirements: 'requirements.txt', files: {} },
  'a pyproject.toml that no one can build': { requirements: 'pyproject.toml', files: { 'pyproject.toml': manifest } },
  'groups of packages without a project': {
    requirements: 'pyproject.toml',
    groups: ['web'],
    files: { 'pyproject.toml': '[dependency-groups]\nweb = ["asgiref"]\ndev = ["no-such-package-anywhere"]\n' },
  },
  'a lock file of uv with groups alone': {
    requirements: 'uv.lock',
    groups: ['web'],
    files: { 'pyproject.toml': '[dependency-groups]\nweb = ["asgiref"]\n' },
    lock: 'uv lock',
  },
  // pkg_resources is where setuptools 82 left it out.
  'a package that imports pkg_resources': {
    requirements: 'requirements.txt',
    files: { 'requirements.txt': 'asgiref\nsetuptools>=82\ngunicorn==20.1.0\n' },
    runs: 'import gunicorn.util; ',
  },
  'a lock file of uv': { requirements: 'uv.lock', files: { 'pyproject.toml': manifest }, lock: 'uv lock' },
  'a lock file of uv above': {
    requirements: '../uv.lock',
    files: { 'pyproject.toml': manifest },
    below: 'src',
    lock: 'uv lock --project ..',
  },
  'Poetry without a lock file': { requirements: 'poetry.lock', files: { 'pyproject.toml': poetry } },
  'a Pipfile': { requirements: 'Pipfile', files: { Pipfile: '[packages]\nasgiref = "*"\n' } },
  'a Pipfile with its lock file': {
    requirements: 'Pipfile.lock',
    files: { Pipfile: '[packages]\nasgiref = "*"\n' },
    lock: 'pipenv lock',
  },
  'a setup.py': {
    requirements: 'setup.py',
    files: {
      'setup.py': 'from setuptools import setup\nsetup(name="shop", packages=["shop"], install_requires=["asgiref"])\n',
    },
  },
};

function missing(): string | undefined {
  if (process.getuid?.() !== 0 || process.platform !== 'linux') {
    return 'only root on Linux can hand folders over';
  }
  if (spawnSync('runuser', [`--user=${user}`, '--', '/usr/bin/python3', '-c', 'import ensurepip']).status !== 0) {
    return "python3-venv isn't installed";
  }
  const asked = spawnSync('/usr/bin/python3', ['-m', 'pip', 'download', '--no-deps', '--dest', wheels, 'asgiref'], {
    timeout: 60_000,
  });
  return asked.status === 0 ? undefined : 'there is no package index';
}

const reason = missing();

for (const [name, { requirements, files, below = '', lock, groups = [], runs = '' }] of Object.entries(cases)) {
  test(`the commands install ${name}, and again`, { skip: reason ?? false }, () => {
    const top = mkdtempSync(join(tmpdir(), 'siteconf-packages-'));
    const folder = join(top, below);
    try {
      const version = /\d+\.\d+/.exec(spawnSync('/usr/bin/python3', ['-V'], { encoding: 'utf8' }).stdout)?.[0] ?? '';
      const wheel = readdirSync(wheels).find((file) => file.startsWith('asgiref')) ?? '';
      mkdirSync(folder, { recursive: true });
      cpSync(join(wheels, wheel), join(folder, wheel));
      const texts = { ...code, 'deploy/requirements.txt': 'iniconfig\n' };
      const inside = Object.entries(texts).map(([path, text]) => [join(folder, path), text] as const);
      for (const [path, text] of [...inside, ...Object.entries(files).map(([path, text]) => [join(top, path), text])]) {
        mkdirSync(dirname(path as string), { recursive: true });
        writeFileSync(path as string, (text as string).replace('WHEEL', wheel).replace('OWN', version));
      }
      const commands = installCommands(
        defaultAnswers({ site: 'shop', projectPath: folder, user, requirements, groups }),
      );
      const shell = (lines: readonly string[]): void => {
        const ran = spawnSync('sh', ['-euc', ['umask 022', `cd ${folder}`, ...lines].join('\n')], {
          encoding: 'utf8',
          // Debian's own Python, as on the server.
          env: {
            ...process.env,
            PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
            SSL_CERT_FILE: '/etc/ssl/certs/ca-certificates.crt',
          },
          timeout: 5 * 60_000,
        });
        const end = `${ran.stdout}${ran.stderr}`.split('\n').slice(-25);
        assert.equal(ran.status, 0, [...lines, ...end].join('\n'));
      };
      shell([`chmod 755 ${top}`, `chown --recursive ${user} ${lock === undefined ? folder : top}`]);
      if (lock !== undefined) {
        shell([...commands.slice(0, 2), `runuser --user=${user} -- env HOME=${top} .tools/bin/${lock}`]);
        shell([`chown --recursive root ${top}`, `chown --recursive ${user} ${folder}`]);
      }
      for (const _ of [1, 2]) {
        shell(commands);
        const own = name === 'none at all' ? '' : `import asgiref; ${runs}`;
        shell([`.venv/bin/python -c '${own}import iniconfig; assert "${top}" in iniconfig.__file__'`]);
      }
      assert.ok(!existsSync('/root/.venv'));
      assert.match(readFileSync(join(folder, '.venv/pyvenv.cfg'), 'utf8'), /home/);
    } finally {
      rmSync(top, { recursive: true, force: true });
    }
  });
}
