import * as z from 'zod';
import { ServiceUnavailable } from '../../domain/errors.ts';
import type { FieldedScope } from './fields.ts';
import { bearsRepo, ISSUE_FIELDS, Issue, type Issue as IssueType, optionOf, ownFields } from './issue.ts';
import { jqlFor } from './jql.ts';
import { JiraRefusal, type JiraRequests } from './requests.ts';
import type { RefusedScope } from './scopes.ts';
import { markersOf, TRIGGER_VALUES } from './status-values.ts';

/** An issue that bears the trigger, and the scopes that found it. */
interface FoundIssue {
  issue: IssueType;
  scopes: FieldedScope[];
}

const PAGE = 100;
/** Characters of one query. Jira names no limit for queries in a body; this holds about 30 mappings. */
const MAX_JQL = 8000;

const SAME_PAGE = 'MarkedIssues was answered with the same page again';

/** Each issue is parsed by itself, so that one of another shape does not hide the others. */
const Page = z.object({ issues: z.array(z.unknown()), nextPageToken: z.string().nullish() });
const Named = z.object({ id: z.string() });

type OnSkipped = (ticketId: string) => void;

export interface MarkedSearch {
  find(
    scopes: readonly FieldedScope[],
    onSkipped?: OnSkipped,
  ): Promise<{ found: FoundIssue[]; refused: RefusedScope[] }>;
}

/**
 * Searches for all scopes together, a request for each 100 issues. Jira does not say which part of a query found an
 * issue, so that scopes of one repository value, which tells it, go into different queries. One bad query would fail
 * all that stand beside it, so a refused set is halved until the bad one stands alone.
 */
export function markedSearch(jira: JiraRequests): MarkedSearch {
  /** Status fields without the option `Plan Approved`, whose name Jira then refuses in a query. */
  const withoutApproval = new Set<string>();
  const valuesFor = (set: readonly FieldedScope[]) =>
    set.some((scope) => withoutApproval.has(scope.statusFieldId)) ? TRIGGER_VALUES.slice(0, 1) : TRIGGER_VALUES;

  const findSet = (set: readonly FieldedScope[]) => searchAll(jira, set, valuesFor(set));

  const findAlone = async (scope: FieldedScope) => {
    try {
      return await findSet([scope]);
    } catch (error) {
      if (!isRefused(error) || withoutApproval.has(scope.statusFieldId)) throw error;
      const issues = await searchAll(jira, [scope], TRIGGER_VALUES.slice(0, 1));
      withoutApproval.add(scope.statusFieldId);
      return issues;
    }
  };

  const search = async (set: readonly FieldedScope[], result: Result): Promise<void> => {
    const [only, ...others] = set;
    if (only === undefined) return;
    try {
      result.add(set, others.length === 0 ? await findAlone(only) : await findSet(set));
    } catch (error) {
      if (!isRefused(error)) throw error;
      if (others.length === 0) return void result.refused.push({ mappingId: only.mappingId, error });
      const half = Math.ceil(set.length / 2);
      await search(set.slice(0, half), result);
      await search(set.slice(half), result);
    }
  };

  return {
    async find(scopes, onSkipped = () => {}) {
      const result = emptyResult(onSkipped);
      for (const set of setsOf(scopes)) await search(set, result);
      // Whom Jira does not know it shows no issue, or only those that all the world may see.
      if (scopes.length > 0) await jira.proveSignIn();
      return { found: [...result.found.values()], refused: result.refused };
    },
  };
}

type Result = ReturnType<typeof emptyResult>;

function emptyResult(onSkipped: OnSkipped) {
  const found = new Map<string, FoundIssue>();
  const refused: RefusedScope[] = [];
  const add = (set: readonly FieldedScope[], nodes: readonly unknown[]) => {
    for (const issue of understood(nodes, onSkipped).values()) {
      const scopes = set.filter((scope) => bearsRepo(issue, scope) && bearsTrigger(issue, scope));
      const before = found.get(issue.id)?.scopes ?? [];
      if (scopes.length > 0) found.set(issue.id, { issue, scopes: [...before, ...scopes] });
    }
  };
  return { found, refused, add };
}

/** Looked at again: the index may lag behind the fields, and a query may hold more brackets than it opens. */
function bearsTrigger(issue: IssueType, { statusFieldId }: FieldedScope): boolean {
  return markersOf(optionOf(issue, statusFieldId)).includes('trigger');
}

function isRefused(error: unknown): error is JiraRefusal {
  return error instanceof JiraRefusal && error.status === 400;
}

/** Sets in which no two scopes share a repository value, and whose query is not too long. */
function setsOf(scopes: readonly FieldedScope[]): FieldedScope[][] {
  const sets: FieldedScope[][] = [];
  const repoOf = (scope: FieldedScope) => scope.repoFieldValue.toLowerCase();
  for (const scope of scopes) {
    const set = sets.find(
      (others) =>
        others.every((other) => repoOf(other) !== repoOf(scope)) &&
        jqlFor([...others, scope], TRIGGER_VALUES).length <= MAX_JQL,
    );
    if (set === undefined) sets.push([scope]);
    else set.push(scope);
  }
  return sets;
}

/** By id: an issue that changes while we page may be listed twice. */
function understood(nodes: readonly unknown[], onSkipped: OnSkipped): Map<string, IssueType> {
  const issues = new Map<string, IssueType>();
  for (const node of nodes) {
    const issue = Issue.safeParse(node);
    if (issue.success) issues.set(issue.data.id, issue.data);
    else onSkipped(Named.safeParse(node).data?.id ?? 'an issue without an id');
  }
  return issues;
}

async function searchAll(
  jira: JiraRequests,
  set: readonly FieldedScope[],
  values: typeof TRIGGER_VALUES,
): Promise<unknown[]> {
  const issues: unknown[] = [];
  const input = { jql: jqlFor(set, values), fields: [...ISSUE_FIELDS, ...ownFields(set)], maxResults: PAGE };
  let token: string | null | undefined;
  do {
    const paged = token ? { ...input, nextPageToken: token } : input;
    const page: z.infer<typeof Page> = await jira.send('MarkedIssues', (calls) => calls.search(paged), Page);
    issues.push(...page.issues);
    if (page.nextPageToken && page.nextPageToken === token) throw new ServiceUnavailable('jira', 'outage', SAME_PAGE);
    token = page.nextPageToken;
  } while (token);
  return issues;
}
