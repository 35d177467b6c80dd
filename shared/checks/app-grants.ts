import { APP_EVENTS, APP_PERMISSIONS } from '../contract/app-permissions.ts';
import type { Check } from '../contract/check.ts';
import type { AppGrants } from '../ports/code-host.ts';
import { failed, ok, warning } from './finding.ts';

/** Levels (`read`, `write`, `admin`) of permissions by their names, and events. */
type Granted = AppGrants['app'];

/** What the App itself does not ask for. Whatever does not need it goes on, so that nothing is suspended for it. */
export function askedChecks(app: Granted, { settingsUrl }: { settingsUrl?: string | undefined } = {}): Check[] {
  const lacks = lackingIn(app);
  if (lacks.length === 0) return [ok('app_granted', 'It asks for every permission and event that is needed.')];
  const page = settingsUrl === undefined ? 'the settings of the App' : settingsUrl;
  const remedy = `Add it at ${page}, under "Permissions & events"; then the owner of each installation has to accept it. All else goes on.`;
  const evidence = `The GitHub App does not ask for ${titlesOf(lacks)}.`;
  // Without a permission to write nothing of ours happens at all.
  const isVital = lacks.some(({ isWritten }) => isWritten);
  return [isVital ? failed('app_lacks', { evidence, remedy }) : warning('app_lacks', { evidence, remedy })];
}

/** What the owner of an installation has not accepted yet of what the App asks for. */
export function acceptedChecks(owner: string, { app, installation, url }: AppGrants): Check[] {
  const unasked = lackingIn(app).map(({ name }) => name);
  const lacks = lackingIn(installation).filter(({ name }) => !unasked.includes(name));
  if (lacks.length === 0) {
    return [ok('app_granted', 'Its owner accepted every permission and event that the App asks for.', owner)];
  }
  const evidence = `${owner} has not accepted of the GitHub App ${titlesOf(lacks)}.`;
  return [warning('not_accepted', { evidence, remedy: `${owner} accepts it at ${url}. All else goes on.`, of: owner })];
}

interface Lack {
  name: string;
  /** As people read it. */
  title: string;
  isWritten: boolean;
}

function lackingIn({ permissions, events }: Granted): Lack[] {
  const lackedPermissions = APP_PERMISSIONS.filter(({ name, level }) => !includes(permissions[name], level));
  const lackedEvents = APP_EVENTS.filter((event) => !events.includes(event));
  return [
    ...lackedPermissions.map(({ name, label, level, without }) => ({
      name: `permission ${name}`,
      title: `the permission ${label}: ${level === 'write' ? 'read and write' : 'read'} (without it ${without})`,
      isWritten: level === 'write',
    })),
    ...lackedEvents.map((event) => ({ name: `event ${event}`, title: `the event ${event}`, isWritten: false })),
  ];
}

function titlesOf(lacks: readonly Lack[]): string {
  return lacks.map(({ title }) => title).join(', ');
}

function includes(granted: string | undefined, level: 'read' | 'write'): boolean {
  return granted === level || granted === 'write' || granted === 'admin';
}
