/** More than so many letters apart, two names have nothing to do with each other. */
const FARTHEST = 3;

/** The name that was probably meant; undefined where none is near. */
export function nearestName(given: string, names: readonly string[]): string | undefined {
  const upper = given.toUpperCase();
  const near = names
    .map((name) => ({ name, distance: distanceOf(upper, name) }))
    .filter(({ name, distance }) => distance <= FARTHEST && distance < name.length / 2);
  return near.sort((one, other) => one.distance - other.distance)[0]?.name;
}

/** Letters to be put, taken out or changed. Source: Levenshtein. */
function distanceOf(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1];
    for (const [index, wanted] of [...other].entries()) {
      const change = (row[index] ?? 0) + (letter === wanted ? 0 : 1);
      next.push(Math.min(change, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
