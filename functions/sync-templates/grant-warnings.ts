import { APP_EVENTS, APP_PERMISSIONS } from '../../shared/contract/app-permissions.ts';
import type { TemplatesView } from '../../shared/contract/template-views.ts';
import type { AppGrants } from '../../shared/ports/code-host.ts';

type Warnings = TemplatesView['warnings'];
type Granted = AppGrants['app'];

/**
 * What the App does not ask for, and what the owner of its installation has not accepted yet, by name. Whatever does not need it goes on,
 * so that nothing is suspended for it.
 */
export function grantWarnings({ owner }: { owner: string }, { app, installation, url }: AppGrants): Warnings {
  const unasked = lackingIn(app);
  const pending = lackingIn(installation).filter((lack) => !unasked.some(({ name }) => name === lack.name));
  const mendApp = 'Add it in the settings of the App; then the owner of each installation has to accept it.';
  const mendInstallation = `${owner} accepts it at ${url}.`;
  return [
    ...warningOf('app_lacks', 'The GitHub App does not ask for', unasked, mendApp),
    ...warningOf('not_accepted', `${owner} has not accepted of the GitHub App`, pending, mendInstallation),
  ];
}

interface Lack {
  name: string;
  /** As people read it. */
  title: string;
}

function lackingIn({ permissions, events }: Granted): Lack[] {
  const lackedPermissions = APP_PERMISSIONS.filter(({ name, level }) => !includes(permissions[name], level));
  const lackedEvents = APP_EVENTS.filter((event) => !events.includes(event));
  return [
    ...lackedPermissions.map(({ name, label, level, without }) => ({
      name: `permission ${name}`,
      title: `the permission ${label}: ${level === 'write' ? 'read and write' : 'read'} (without it ${without})`,
    })),
    ...lackedEvents.map((event) => ({ name: `event ${event}`, title: `the event ${event}` })),
  ];
}

function includes(granted: string | undefined, level: 'read' | 'write'): boolean {
  return granted === level || granted === 'write' || granted === 'admin';
}

function warningOf(code: Warnings[number]['code'], what: string, lacks: readonly Lack[], mend: string): Warnings {
  if (lacks.length === 0) return [];
  return [{ code, message: `${what} ${lacks.map(({ title }) => title).join(', ')}. ${mend} All else goes on.` }];
}
