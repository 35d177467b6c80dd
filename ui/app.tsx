import type { ComponentChild } from 'preact';
import type { OperationName } from '../shared/contract/admin.ts';
import { VERSION } from '../shared/contract/version.ts';
import { lazyPage } from './lazy-page.tsx';
import { OverviewPage } from './pages/overview.tsx';
import { SignInAgain, SignInPage } from './pages/sign-in.tsx';
import { Brand } from './parts/brand.tsx';
import { Link } from './parts/link.tsx';
import { path } from './route.ts';
import { announcement, isExpired, may, role, signOut } from './state.ts';

// The overview is there at once; each other page is loaded with its first view.
const TicketsPage = lazyPage('Tickets', async () => (await import('./pages/tickets.tsx')).TicketsPage);
const TicketPage = lazyPage('Ticket', async () => (await import('./pages/ticket.tsx')).TicketPage);
const RunsPage = lazyPage('Runs', async () => (await import('./pages/runs.tsx')).RunsPage);
const RunPage = lazyPage('Run', async () => (await import('./pages/run.tsx')).RunPage);
const PullRequestsPage = lazyPage(
  'Pull requests',
  async () => (await import('./pages/pull-requests.tsx')).PullRequestsPage,
);
const BlockedPage = lazyPage('Blocked', async () => (await import('./pages/blocked.tsx')).BlockedPage);
const SpendPage = lazyPage('Spend', async () => (await import('./pages/spend.tsx')).SpendPage);
const TrendsPage = lazyPage('Trends', async () => (await import('./pages/trends.tsx')).TrendsPage);
const MappingsPage = lazyPage('Mappings', async () => (await import('./pages/mappings.tsx')).MappingsPage);
const MappingPage = lazyPage('Mapping', async () => (await import('./pages/mapping.tsx')).MappingPage);
const AuditPage = lazyPage('Audit', async () => (await import('./pages/audit.tsx')).AuditPage);
const AccessPage = lazyPage('Access', async () => (await import('./pages/access.tsx')).AccessPage);
const HealthPage = lazyPage('Health', async () => (await import('./pages/health.tsx')).HealthPage);

const NAVIGATION: readonly { to: string; label: string; needs?: OperationName }[] = [
  { to: '/', label: 'Overview' },
  { to: '/tickets', label: 'Tickets' },
  { to: '/runs', label: 'Runs' },
  { to: '/pull-requests', label: 'Pull requests' },
  { to: '/blocked', label: 'Blocked' },
  { to: '/spend', label: 'Spend' },
  { to: '/trends', label: 'Trends' },
  { to: '/mappings', label: 'Mappings' },
  { to: '/audit', label: 'Audit' },
  { to: '/health', label: 'Health' },
  { to: '/access', label: 'Access', needs: 'listAccess' },
];

/** The whole UI: the sign-in, or a page under the navigation. */
export function App() {
  if (role.value === undefined) return <div class="loading" aria-hidden="true" />;
  return (
    <>
      {role.value === 'nobody' ? <SignInPage /> : <SignedIn />}
      {isExpired.value && <SignInAgain />}
      <footer class="footer">AI-Implement {VERSION}</footer>
      <div class="visually-hidden" aria-live="polite">
        {announcement.value}
      </div>
    </>
  );
}

function SignedIn() {
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="top">
        <div class="top-inner">
          <Brand />
          <nav class="tabs" aria-label="Pages">
            {NAVIGATION.filter(({ needs }) => needs === undefined || may(needs)).map(({ to, label }) => (
              <Link key={to} to={to} class="tab" isCurrent={isWithin(to)}>
                {label}
              </Link>
            ))}
          </nav>
          <button type="button" class="button plain" onClick={() => void signOut()}>
            Sign out
          </button>
        </div>
      </header>
      <main id="main" class="main">
        <Bounds />
        {page(path.value)}
      </main>
    </>
  );
}

/** What whoever is signed in may not do, said once: it is not offered anywhere. */
function Bounds() {
  if (role.value === 'viewer') return <p class="lead">You look on: a viewer changes nothing.</p>;
  if (role.value !== 'operator') return null;
  return <p class="lead">You act on runs and tickets: mappings and settings are for admins.</p>;
}

function isWithin(to: string): boolean {
  return to === '/' ? path.value === '/' : path.value.startsWith(to);
}

type Pages = Readonly<Record<string, (id: string | undefined, more: string | undefined) => ComponentChild>>;

/** The pages by the first part of their address. */
const PAGES: Pages = {
  '': () => <OverviewPage />,
  tickets: (tracker, ticketId) => {
    if (tracker === undefined) return <TicketsPage />;
    if (ticketId === undefined) return <NotFound />;
    return <TicketPage key={ticketId} tracker={tracker} ticketId={decodeURIComponent(ticketId)} />;
  },
  runs: (runId) => (runId === undefined ? <RunsPage /> : <RunPage key={runId} runId={runId} />),
  'pull-requests': () => <PullRequestsPage />,
  blocked: () => <BlockedPage />,
  mappings: (id) => (id === undefined ? <MappingsPage /> : <MappingPage key={id} mappingId={id} />),
  spend: () => <SpendPage />,
  trends: () => <TrendsPage />,
  audit: () => <AuditPage />,
  health: () => <HealthPage />,
  access: () => <AccessPage />,
};

function page(at: string): ComponentChild {
  const [, section = '', id, more] = at.split('/');
  return PAGES[section]?.(id, more) ?? <NotFound />;
}

function NotFound() {
  return (
    <>
      <h1 tabIndex={-1}>There is no such page</h1>
      <p>
        <Link to="/">To the overview</Link>
      </p>
    </>
  );
}
