import type { Site } from './site.ts';
import type { Shown } from './views.ts';

/** Of those that a token may be good for, the ones that are asked here. */
export type JiraTokenScope = 'read:jira-work' | 'write:jira-work' | 'read:jira-user' | 'manage:jira-configuration';

/** A request that has its operation, before it is carried out. */
export interface Call<Body = unknown> extends Shown {
  site: Site;
  /** Parts of the path, in order. */
  path: string[];
  query: Record<string, string[]>;
  body: Body;
}
