/** Characters of glob dialects that we do not read, and of paths that leave the folder or hide something. */
const UNREADABLE = /[{}[\]!()\\\n\r]|^\/|^~|(^|\/)\.\.?(\/|$)|\/\//;

/** A path or a glob (`*`, `**`, `?`) from the root of the repository. A folder stands for all below it. */
export function isFileScope(scope: string): boolean {
  return scope.trim() === scope && scope !== '' && scope !== '/' && !UNREADABLE.test(scope);
}

/** The source of a regular expression that matches the paths of the scope. */
export function scopePattern(scope: string): string {
  const parts = segments(scope).map((segment) => (segment === '**' ? '(?:[^/]+/)*' : `${segmentPattern(segment)}/`));
  return `^${parts.join('')}`;
}

function segments(scope: string): string[] {
  return scope.split('/').filter((segment) => segment !== '');
}

function segmentPattern(segment: string): string {
  return [...segment]
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

/** Whether some path may be in both; in doubt it says so. */
export function scopesOverlap(one: string, other: string): boolean {
  return segmentsOverlap(segments(one), segments(other));
}

function segmentsOverlap(one: readonly string[], other: readonly string[]): boolean {
  const [first, ...rest] = one;
  const [second, ...remaining] = other;
  // A scope that ends covers all below.
  if (first === undefined || second === undefined) return true;
  if (first === '**') return segmentsOverlap(rest, other) || segmentsOverlap(one, remaining);
  if (second === '**') return segmentsOverlap(one, remaining) || segmentsOverlap(rest, other);
  return namesOverlap(first, second) && segmentsOverlap(rest, remaining);
}

/** Two names with `*` and `?`: whether some name matches both. */
function namesOverlap(one: string, other: string): boolean {
  if (one === '' || other === '') return /^\**$/.test(one + other);
  if (one[0] === '*') return namesOverlap(one.slice(1), other) || namesOverlap(one, other.slice(1));
  if (other[0] === '*') return namesOverlap(one, other.slice(1)) || namesOverlap(one.slice(1), other);
  const isEqual = one[0] === other[0] || one[0] === '?' || other[0] === '?';
  return isEqual && namesOverlap(one.slice(1), other.slice(1));
}
