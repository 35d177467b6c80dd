import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { Refusal } from '../../../../infra/refusal.ts';
import type { BedrockApi } from './bedrock-api.ts';
import { profilesNamed } from './look-at-models.ts';

export interface ProfilesWish {
  /** Of the stage. */
  file: string;
  roles: Readonly<Record<string, { models: readonly string[] }>>;
  /** Where Bedrock is called. */
  region: string;
}

/** Asks where each profile leads to, and writes it into the stage's file; all or nothing. Answers one line for each. */
export async function writeProfiles(
  api: Pick<BedrockApi, 'modelsOf'>,
  { file, roles, region }: ProfilesWish,
): Promise<string[]> {
  const profiles: Record<string, string[]> = {};
  for (const profile of profilesNamed(roles)) {
    const models = await api.modelsOf(profile, region);
    if (models === undefined)
      throw new Refusal(`${region} has no inference profile ${profile}. (bedrock_profile_missing)`);
    profiles[profile] = models.sort();
  }
  const stage = JSON.parse(readFileSync(file, 'utf8'));
  stage.bedrock.profiles = profiles;
  writeFileSync(`${file}.new`, `${JSON.stringify(stage, null, 2)}\n`);
  renameSync(`${file}.new`, file);
  return Object.entries(profiles).map(([profile, models]) => `${profile} leads to ${models.join(', ')}`);
}
