import { escapeHtml } from '../loopback/escape-html.ts';
import { badge, moment, page, table } from '../pages/page.ts';
import type { MachineRecord } from './machine-record.ts';

/** The page at a path of Fly's dashboard; undefined where it has none. */
export function machinePages(
  pathname: string,
  { app, machines }: { app: string; machines: readonly MachineRecord[] },
): { status: number; content: string } | undefined {
  if (pathname === '/' || pathname === `/apps/${app}`) return { status: 200, content: machinesPage(app, machines) };
  if (!pathname.startsWith('/apps/')) return undefined;
  const machine = machines.find(({ id }) => pathname === `/apps/${app}/machines/${id}`);
  return machine === undefined ? { status: 404, content: NO_MACHINE } : { status: 200, content: machinePage(machine) };
}

/** What people see at the link of a machine: what became of it, and what its program printed. */
function machinePage({ name, state, region, config, events, log }: MachineRecord): string {
  const { cpu_kind: kind, cpus, memory_mb: memory } = config.guest ?? { cpu_kind: 'shared', cpus: 1, memory_mb: 256 };
  const rows = events.map(({ type, status, timestamp }) => [moment(timestamp), type, status].map(escapeHtml));
  const size = `${cpus} ${kind} processors, ${memory} MB, in ${region}, of ${config.image}`;
  return page(
    'Fly',
    name,
    `<p>${badge(state)} ${escapeHtml(size)}</p>${table(['', '', ''], rows)}<pre>${escapeHtml(log)}</pre>`,
  );
}

/** All machines that there were, the newest first. */
function machinesPage(app: string, machines: readonly MachineRecord[]): string {
  const rows = machines.map(({ id, name, state, createdAt }) => [
    `<a href="/apps/${app}/machines/${id}">${escapeHtml(name)}</a>`,
    badge(state),
    moment(createdAt),
  ]);
  return page('Fly', `Machines of ${app}`, table(['', '', ''], rows.reverse()));
}

const NO_MACHINE = page('Fly', 'No such machine', '<p>Its log is gone with the process that played it.</p>');
