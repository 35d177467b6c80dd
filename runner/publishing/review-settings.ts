import * as z from 'zod';
import { parseYaml } from '../prompts/parse-yaml.ts';

/** A reviewer outside of us, for whose findings a run waits. */
export interface ExternalReviewer {
  /** For people. */
  name: string;
  /** Check runs that say when it is done. */
  checkNames: readonly string[];
  /** Under which logins it writes; absent: any bot but ours. */
  logins?: readonly string[];
}

/** https://code.claude.com/docs/en/code-review-pull-requests */
const KNOWN: Record<string, ExternalReviewer> = {
  'github-claude-code-review': {
    name: 'Claude Code Review',
    checkNames: ['Claude Code Review'],
    logins: ['claude[bot]'],
  },
};

const names = z.array(z.string().min(1).max(200)).max(20).catch([]);
const Settings = z.object({ reviewProviders: names, reviewCheckNames: names }).catch({
  reviewProviders: [],
  reviewCheckNames: [],
});

/**
 * The reviewers that `.ai-implement/config.yml` names. What cannot be read is left out: the agent's stage has refused a wrong file
 * before, and here the work is done already.
 */
export function externalReviewers(configYml: string | undefined): ExternalReviewer[] {
  const { reviewProviders, reviewCheckNames } = Settings.parse(parsed(configYml ?? ''));
  const providers = reviewProviders
    .map((name) => (Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined))
    .filter((reviewer) => reviewer !== undefined);
  const spoken = providers.flatMap(({ checkNames }) => checkNames);
  const others = reviewCheckNames.filter((name) => !spoken.includes(name));
  return [...providers, ...others.map((name) => ({ name, checkNames: [name] }))];
}

function parsed(text: string): unknown {
  try {
    return parseYaml(text) ?? {};
  } catch {
    return {};
  }
}
