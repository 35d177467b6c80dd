import { adfOf } from '../../shared/adapters/jira/adf-of.ts';
import { type JiraOptions, jiraTracker } from '../../shared/adapters/jira/jira-tracker.ts';
import { COMMENT_PROPERTY, CommentMarker } from '../../shared/adapters/jira/marked-comments.ts';
import type { MappedScope } from '../../shared/adapters/jira/scopes.ts';
import { markersOf, STATUS_VALUES } from '../../shared/adapters/jira/status-values.ts';
import type { Marker } from '../../shared/domain/ticket.ts';
import { type JiraSimulator, type JiraSimulatorOptions, startJiraSimulator } from '../../simulators/jira/simulator.ts';
import { PEOPLES_NAME } from '../../simulators/jira/views.ts';
import type { TrackerHarness } from '../contracts/tracker-harness.ts';
import { testClock } from './linear-harness.ts';

export const ACCESS = {
  email: 'bot@acme.test',
  apiToken: 'token_for_tests',
  cloudId: 'cloud-1',
  accessToken: 'access_token_for_tests',
  scopedToken: 'scoped_token_for_tests',
};

/** The account of the tests, with this API token. */
export function basicAuth(apiToken: string): JiraOptions['auth'] {
  const header = `Basic ${Buffer.from(`${ACCESS.email}:${apiToken}`).toString('base64')}`;
  return { header: async () => header };
}

/** The scope of a mapping of the project `PROJ` to the repository `acme/backend`. */
export function aScope(overrides: Partial<MappedScope> = {}): MappedScope {
  return { tracker: 'jira', mappingId: 'backend', jql: 'project = PROJ', repoFieldValue: 'acme/backend', ...overrides };
}

/** A site with two empty projects, `PROJ` and `WEB`, and a tracker that looks in `scopes`. */
export async function startJira(
  options: Partial<JiraSimulatorOptions> = {},
  trackerOptions: Partial<Omit<JiraOptions, 'scopes'>> & { scopes?: MappedScope[] } = {},
) {
  const clock = testClock();
  const projects = [
    { key: 'PROJ', name: 'Product', issues: [] },
    { key: 'WEB', name: 'Website', issues: [] },
  ];
  const seed = { projects, repos: ['acme/backend', 'acme/site'] };
  const simulator = await startJiraSimulator({ clock, access: ACCESS, seed, ...options });
  const { scopes = [aScope()], ...rest } = trackerOptions;
  const tracker = jiraTracker({
    siteUrl: simulator.url,
    auth: basicAuth(ACCESS.apiToken),
    now: clock.now,
    scopes: async () => scopes,
    ...rest,
  });
  return { simulator, tracker, clock, scopes };
}

/** The option that says exactly these markers. */
function valueSaying(markers: Marker[]): string {
  const wanted = markers.toSorted().join();
  const value = STATUS_VALUES.find((name) => markersOf(name).sort().join() === wanted);
  if (value === undefined) throw new Error(`Jira has no value for ${wanted}`);
  return value;
}

/** Jira and its simulator, for the contract of every tracker. */
export async function jiraHarness(): Promise<TrackerHarness> {
  const { simulator, tracker } = await startJira();
  const keyOf = (ticketId: string) => keyById(simulator, ticketId);
  return {
    tracker,
    async addTicket({ markers = [], blockedBy = [], priority, parent, ...ticket }) {
      const names = { 1: 'Highest', 2: 'High', 3: 'Medium', 4: 'Low' } as const;
      const rank = priority === undefined ? {} : { priority: names[priority] };
      const part = parent === undefined ? {} : { parent: keyOf(parent) };
      const key = simulator.createIssue('PROJ', { ...ticket, ...rank, ...part, repo: 'acme/backend' });
      if (markers.length > 0) simulator.setMarker(key, valueSaying(markers));
      for (const by of blockedBy) simulator.block(key, keyOf(by));
      return simulator.idOf(key);
    },
    async approve(ticketId) {
      simulator.setMarker(keyOf(ticketId), 'Plan Approved');
      return PEOPLES_NAME;
    },
    relate: async (ticketId, otherId) => simulator.relate(keyOf(ticketId), keyOf(otherId)),
    async editComment(ticketId, commentId, body) {
      const ours = simulator.commentsOf(keyOf(ticketId)).find((comment) => ourIdOf(comment) === commentId);
      simulator.editComment(ours?.id ?? '', await adfOf(body));
    },
    commentAsPerson: async (ticketId, body) => simulator.comment(keyOf(ticketId), body),
    closeTicket: async (ticketId) => simulator.done(keyOf(ticketId)),
    removeTicket: async (ticketId) => simulator.remove(keyOf(ticketId)),
    markersOf: async (ticketId) => markersOf(simulator.markerOf(keyOf(ticketId))).sort(),
    commentsOf: async (ticketId) =>
      simulator
        .commentsOf(keyOf(ticketId))
        .map((comment) => ({ commentId: ourIdOf(comment) ?? comment.id, body: comment.text })),
    movesTickets: false,
    listsAll: false,
    isInProgress: async (ticketId) => simulator.stateOf(keyOf(ticketId)) !== 'To Do',
    goDown: () => simulator.faults.add({ operation: '*', kind: 'status', status: 503 }),
    limitRate: (until) => simulator.faults.add({ operation: '*', kind: 'rate_limited', untilAt: Date.parse(until) }),
    comeUp: () => simulator.faults.clear(),
    loseNextAnswer: (method) =>
      simulator.faults.add({
        operation: { show: 'editIssue', comment: 'addComment' }[method],
        kind: 'lost_answer',
        times: 1,
      }),
    stop: () => simulator.stop(),
  };
}

function ourIdOf({ properties }: { properties: Record<string, unknown> }): string | undefined {
  return CommentMarker.safeParse(properties[COMMENT_PROPERTY]).data?.commentId;
}

function keyById(simulator: JiraSimulator, ticketId: string): string {
  return simulator.keys().find((key) => simulator.idOf(key) === ticketId) ?? ticketId;
}
