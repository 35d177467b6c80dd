/** Characters of glob dialects that we do not read, and of paths that leave the folder or hide something. */
const UNREADABLE = /[{}[\]!()\\\n\r]|^\/|^~|(^|\/)\.\.?(\/|$)|\/\//;

/** Characters of a scope. */
const LONGEST = 1000;
/** What a path begins with that may be in a scope at all, as a regular expression: any longer one is no file's. */
const IS_SHORT = '(?![^]{1001})';
/** Stars in one name, and `**`: with each one more, matching may take the length of a path times as long. */
const MOST_STARS = 3;
/** Of comparing all scopes of a plan with each other. */
const MOST_STEPS = 500_000;

/** How much comparing is left. */
export interface Steps {
  left: number;
}

export function stepsOfPlan(): Steps {
  return { left: MOST_STEPS };
}

/** A path or a glob (`*`, `**`, `?`) from the root of the repository, which is matched in bounded time. A folder stands for all below it. */
export function isFileScope(scope: string): boolean {
  return scope.trim() === scope && scope !== '' && scope !== '/' && !UNREADABLE.test(scope) && isBounded(scope);
}

function isBounded(scope: string): boolean {
  const names = segments(scope);
  const starsIn = (name: string) => (name.match(/\*+/g) ?? []).length;
  const isDeep = names.filter((name) => name === '**').length > MOST_STARS;
  return scope.length <= LONGEST && !isDeep && names.every((name) => starsIn(name) <= MOST_STARS);
}

/** The source of a regular expression that matches the paths of the scope; a path that is longer than any file's matches none. */
export function scopePattern(scope: string): string {
  const parts = segments(scope).map((segment) => (segment === '**' ? '(?:[^/]+/)*' : `${segmentPattern(segment)}/`));
  return `^${IS_SHORT}${parts.join('')}`;
}

function segments(scope: string): string[] {
  return scope.split('/').filter((segment) => segment !== '');
}

function segmentPattern(segment: string): string {
  return [...segment.replace(/\*+/g, '*')]
    .map((char) => {
      if (char === '*') return '[^/]*';
      return char === '?' ? '[^/]' : char.replace(/[$+.^|]/g, '\\$&');
    })
    .join('');
}

/** Whether `path` is in the scope. */
export function isInScope(scope: string, path: string): boolean {
  return new RegExp(scopePattern(scope)).test(`${path}/`);
}

/** Whether some path may be in both; in doubt, and when no more steps are left, it says so. */
export function scopesOverlap(one: string, other: string, steps: Steps = stepsOfPlan()): boolean {
  return segmentsOverlap(segments(one), segments(other), steps);
}

function segmentsOverlap(one: readonly string[], other: readonly string[], steps: Steps): boolean {
  if (isSpent(steps)) return true;
  const [first, ...rest] = one;
  const [second, ...remaining] = other;
  // A scope that ends covers all below.
  if (first === undefined || second === undefined) return true;
  if (first === '**') return segmentsOverlap(rest, other, steps) || segmentsOverlap(one, remaining, steps);
  if (second === '**') return segmentsOverlap(one, remaining, steps) || segmentsOverlap(rest, other, steps);
  return namesOverlap(first, second, steps) && segmentsOverlap(rest, remaining, steps);
}

/** Two names with `*` and `?`: whether some name matches both. */
function namesOverlap(one: string, other: string, steps: Steps): boolean {
  if (isSpent(steps)) return true;
  if (one === '' || other === '') return /^\**$/.test(one + other);
  if (one[0] === '*') return namesOverlap(one.slice(1), other, steps) || namesOverlap(one, other.slice(1), steps);
  if (other[0] === '*') return namesOverlap(one, other.slice(1), steps) || namesOverlap(one.slice(1), other, steps);
  const isEqual = one[0] === other[0] || one[0] === '?' || other[0] === '?';
  return isEqual && namesOverlap(one.slice(1), other.slice(1), steps);
}

function isSpent(steps: Steps): boolean {
  steps.left -= 1;
  return steps.left < 0;
}
