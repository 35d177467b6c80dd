/** Which machines Fly has. https://fly.io/docs/machines/guides-examples/machine-sizing/ */

/** Processors that a machine may have. */
export const MACHINE_CPUS = [1, 2, 4, 8, 16] as const;
/** Memory comes in steps of so many MB. */
export const MACHINE_MEMORY_STEP_MB = 256;

type MachineKind = 'shared' | 'performance';

/** MB for each processor, and the most processors. */
const KINDS: Readonly<Record<MachineKind, { leastMb: number; mostMb: number; mostCpus: number }>> = {
  shared: { leastMb: 256, mostMb: 2048, mostCpus: 8 },
  performance: { leastMb: 2048, mostMb: 8192, mostCpus: 16 },
};

/** The cheapest kind of machine of this size; undefined where Fly makes none. */
export function machineKindOf({ cpus, memoryMb }: { cpus: number; memoryMb: number }): MachineKind | undefined {
  if (!MACHINE_CPUS.some((count) => count === cpus) || memoryMb % MACHINE_MEMORY_STEP_MB !== 0) return undefined;
  return (['shared', 'performance'] as const).find((kind) => {
    const { leastMb, mostMb, mostCpus } = KINDS[kind];
    return cpus <= mostCpus && memoryMb >= leastMb * cpus && memoryMb <= mostMb * cpus;
  });
}

/** The variables that people set for the machine, which are parted by blanks. */
export function variablesIn(extraEnv: string): Record<string, string> {
  const pairs = extraEnv.split(/\s+/).filter((pair) => pair !== '');
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

/** What steers our own program, Node, the loader, git or Fly is not for mappings. */
const RESERVED =
  /^(?:AI_IMPLEMENT_|FLY_|NODE_|LD_|GIT_|GITHUB_|ACTIONS_|ANTHROPIC_|CLAUDE_|AWS_|PATH$|HOME$|USER$|SHELL$|IFS$|ENV$|BASH_ENV$)/i;

/** Whether none of the variables is one that we, or what we run, go by. */
export function isFreeOfReserved(extraEnv: string): boolean {
  return Object.keys(variablesIn(extraEnv)).every((name) => !RESERVED.test(name));
}
