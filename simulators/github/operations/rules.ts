import type { JsonObject } from '../json-schema.ts';
import { notFound } from '../problem.ts';
import { fullName, type SimulatedRepository, type SimulatedRuleset } from '../repositories.ts';
import { workflowAt } from '../workflows-at.ts';
import { paged } from './paging.ts';
import { type Handler, permitted, repositoryUrl } from './world.ts';

/** What a repository has decided about its branches and workflows. */
export const RULES: Record<string, Handler> = {
  'repos/get-branch-rules': (world, request) => {
    const repository = permitted(world, request, ['metadata', 'read']);
    const branch = request.asked.parameters['branch'] ?? '';
    const rules = (repository.rulesets ?? [])
      .filter((ruleset) => appliesTo(ruleset, branch))
      .flatMap((ruleset) => ruleset.rules.map((rule): JsonObject => ({ ...rule, ...sourceOf(repository, ruleset) })));
    return paged(world, request, rules, (rule) => rule);
  },
  'repos/get-repo-ruleset': (world, request) => {
    const repository = permitted(world, request, ['metadata', 'read']);
    const id = Number(request.asked.parameters['ruleset_id']);
    const ruleset = repository.rulesets?.find((one) => one.id === id);
    if (ruleset === undefined) throw notFound();
    const { name, rules, isBypassed } = ruleset;
    const source = { target: 'branch', source_type: 'Repository', source: fullName(repository), enforcement: 'active' };
    const body = { id, name, ...source, rules, current_user_can_bypass: isBypassed === true ? 'always' : 'never' };
    return { status: 200, body };
  },
  'actions/get-workflow': async (world, request) => {
    const repository = permitted(world, request, ['actions', 'read']);
    const file = request.asked.parameters['workflow_id'] ?? '';
    const workflow = await workflowAt(repository, repository.defaultBranch, file);
    if (workflow === undefined) throw notFound();
    const url = `${repositoryUrl(world, repository)}/actions/workflows`;
    const state = workflow.disabled === undefined ? 'active' : `disabled_${workflow.disabled}`;
    const path = `.github/workflows/${file}`;
    const body = world.description.complete('workflow', { id: 1, name: file, path, state, url, html_url: url });
    return { status: 200, body };
  },
};

function sourceOf(repository: SimulatedRepository, { id }: SimulatedRuleset) {
  return { ruleset_source_type: 'Repository', ruleset_source: fullName(repository), ruleset_id: id };
}

export function appliesTo({ branches }: SimulatedRuleset, branch: string): boolean {
  const parts = branches.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(branch);
}

/** Whether signed commits alone go onto the branch, also when our App brings them. */
export function wantsSignatures({ rulesets = [] }: SimulatedRepository, branch: string): boolean {
  const binding = rulesets.filter((one) => one.isBypassed !== true && appliesTo(one, branch));
  return binding.some(({ rules }) => rules.some(({ type }) => type === 'required_signatures'));
}
