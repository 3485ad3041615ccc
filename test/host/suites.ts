import './findings.host.ts';
import './language.host.ts';
import './nginx-test.host.ts';
import './scaffold.host.ts';
import './server.host.ts';
