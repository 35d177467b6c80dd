/**
 * Whether tests run at their whole size: `CI=true`, which `.ci/run` sets. Without it those that take minutes run smaller.
 */
export function isWholeCheck(variables: NodeJS.ProcessEnv = process.env): boolean {
  return variables['CI'] === 'true';
}
