import { DidChangeConfigurationNotification } from 'vscode-languageserver/node';
import { readSettings } from '../../service/settings.ts';
import type { Session } from '../session.ts';

/**
 * Keeps the settings below `siteconf` in step with the client's.
 * @returns what to do once the client is ready.
 */
export function handleSettings(session: Session): () => Promise<void> {
  const { connection } = session;
  const asks = (): boolean => session.capabilities.workspace?.configuration === true;
  const refresh = async (): Promise<void> => {
    try {
      const settings: unknown = await connection.workspace.getConfiguration('siteconf');
      session.setSettings(readSettings(settings, session.settings.locale));
      session.refreshDiagnostics();
    } catch (error) {
      session.logError('workspace/configuration', error);
    }
  };
  connection.onDidChangeConfiguration(async ({ settings }) => {
    if (asks()) {
      await refresh();
    } else {
      session.setSettings(readSettings(settings?.siteconf, session.settings.locale));
    }
  });
  return async () => {
    if (session.capabilities.workspace?.didChangeConfiguration?.dynamicRegistration) {
      await connection.client.register(DidChangeConfigurationNotification.type, { section: 'siteconf' });
    }
    if (asks()) {
      await refresh();
    }
  };
}
