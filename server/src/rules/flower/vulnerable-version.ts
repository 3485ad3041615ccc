import { message } from '../../base/message.ts';
import { exactPins } from '../../dialects/process/pins.ts';
import { defineRule } from '../define.ts';

const login =
  'Flower {version} compares only the beginning of an address with --auth, so that strangers can log in: CVE-2022-30034, mended in 1.2.0.';
const asked = 'This says who may log in.';

/** A Flower before 1.2 with a login. */
export const vulnerableVersion = defineRule({
  id: 'flower/vulnerable-version',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['flower'],
  fix: 'none',
  sources: ['https://nvd.nist.gov/vuln/detail/CVE-2022-30034'],
  messages: { login, asked },
  check({ site, report }) {
    const auth = site.flowers.map(({ options }) => options.get('auth')).find(({ origin }) => origin !== undefined);
    for (const { version, origin } of auth?.origin === undefined ? [] : exactPins(site.workspace, 'flower')) {
      const [major = 0, minor = 0] = version;
      if (auth?.origin !== undefined && (major < 1 || (major === 1 && minor < 2))) {
        const values = { version: version.join('.') };
        report({ ...origin, message: 'login', values, related: [{ ...auth.origin, message: message(asked) }] });
      }
    }
  },
});
