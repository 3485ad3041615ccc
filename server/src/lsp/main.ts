import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { History, historyFile } from '../host/history.ts';
import { start } from './start.ts';

// The transport (IPC, or stdio with `--stdio`) is named by the arguments of the process.
start(
  createConnection(ProposedFeatures.all),
  new History(historyFile({ platform: process.platform, environment: process.env })),
);
