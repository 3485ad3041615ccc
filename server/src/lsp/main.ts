import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { start } from './start.ts';

// The transport (IPC, or stdio with `--stdio`) is named by the arguments of the process.
start(createConnection(ProposedFeatures.all));
