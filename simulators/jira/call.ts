import type { Site } from './site.ts';
import type { Shown } from './views.ts';

/** A request that has its operation, before it is carried out. */
export interface Call<Body = unknown> extends Shown {
  site: Site;
  /** Parts of the path, in order. */
  path: string[];
  query: Record<string, string[]>;
  body: Body;
}
