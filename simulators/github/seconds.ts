/** GitHub writes moments in whole seconds. */
export function seconds(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
}
