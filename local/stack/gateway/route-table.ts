/** A route of the API and what serves it. */
export interface GatewayRoute {
  /** As in the template: `POST /runner/start`, `ANY /api/{proxy+}`. */
  key: string;
  /** Invokes the integration with an event of payload format 2.0. */
  invoke(event: unknown): Promise<unknown>;
}

export interface RouteMatch {
  route: GatewayRoute;
  /** Path parameters, decoded; undefined when the route has none. */
  pathParameters: Record<string, string> | undefined;
}

interface CompiledRoute {
  route: GatewayRoute;
  method: string;
  path: RegExp;
  /** The lower, the more specific: full matches, then variables, then greedy ones; a method before `ANY`. */
  rank: number;
}

const ROUTE_KEY = /^(ANY|GET|HEAD|OPTIONS|PATCH|POST|PUT|DELETE) (\/\S*)$/;

/** Finds the route of a request as an HTTP API does: the most specific one wins, whatever the order. */
export function routeTable(routes: readonly GatewayRoute[]): (method: string, path: string) => RouteMatch | undefined {
  const compiled = routes.map(compile).sort((a, b) => a.rank - b.rank);
  return (method, path) => {
    for (const candidate of compiled) {
      if (candidate.method !== 'ANY' && candidate.method !== method) continue;
      const match = candidate.path.exec(path);
      if (match) return { route: candidate.route, pathParameters: decoded(match.groups) };
    }
    return undefined;
  };
}

function compile(route: GatewayRoute): CompiledRoute {
  const [, method, path] = ROUTE_KEY.exec(route.key) ?? [];
  if (method === undefined || path === undefined)
    throw new Error(`the laptop does not know the route key ${route.key}`);
  const pattern = path.replace(/\{(\w+)\+\}/g, '(?<$1>.+)').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  const breadth = path.includes('+}') ? 4 : path.includes('{') ? 2 : 0;
  return { route, method, path: new RegExp(`^${pattern}$`), rank: breadth + (method === 'ANY' ? 1 : 0) };
}

function decoded(groups: Record<string, string> | undefined): Record<string, string> | undefined {
  if (!groups) return undefined;
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodedPart(value)]));
}

function decodedPart(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    // A stray percent sign: the function sees what was sent.
    return value;
  }
}
