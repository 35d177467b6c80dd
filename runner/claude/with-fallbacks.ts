import type { Claude, ClaudePass, ClaudeResult } from './claude.ts';

/** A model of ours that there is not, or not for this credential, and the one that worked in its place. */
export interface Substitution {
  wanted: string;
  used: string;
}

export interface ClaudeWithFallbacks extends Claude {
  /** In the order in which they were found to be needed. */
  substitutions(): Substitution[];
}

/** By model: what may be used in its place, the first choice first. */
export type Fallbacks = ReadonlyMap<string, readonly string[]>;

/** Runs a pass by another model where its own is not found, and all later passes of that model too. */
export function withFallbacks(claude: Claude, fallbacks: Fallbacks): ClaudeWithFallbacks {
  const used = new Map<string, string>();
  return {
    usage: () => claude.usage(),
    substitutions: () => [...used].map(([wanted, instead]) => ({ wanted, used: instead })),
    async run<Structured>(pass: ClaudePass<Structured>): Promise<ClaudeResult<Structured>> {
      const first = used.get(pass.model) ?? pass.model;
      const result = await claude.run({ ...pass, model: first });
      if (!isModelMissing(result)) return result;
      const others = (fallbacks.get(pass.model) ?? []).filter((model) => model !== first);
      for (const model of others) {
        const other = await claude.run({ ...pass, model });
        if (isModelMissing(other)) continue;
        used.set(pass.model, model);
        return other;
      }
      return result;
    },
  };
}

function isModelMissing(result: ClaudeResult): boolean {
  return result.outcome === 'failed' && result.failure.code === 'model_not_found';
}

/** What people read of it, one sentence each. */
export function substitutionNotes(substitutions: readonly Substitution[]): string[] {
  return substitutions.map(
    ({ wanted, used }) =>
      `The default model \`${wanted}\` is not there for this credential, so \`${used}\` worked in its place. Name a \`model\` in WORKFLOW.md to choose another.`,
  );
}
