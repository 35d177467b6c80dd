import type { Json } from './json-schema.ts';
import { GitHubProblem, notFound } from './problem.ts';
import type { SimulatedRepository, SimulatedWorkflow } from './repositories.ts';

export interface DispatchOrder {
  ref: string;
  inputs?: Record<string, Json>;
  return_run_details?: boolean;
}

/** The documented limit of all inputs together, in characters. */
const INPUT_CHARACTERS = 65_535;

const refused = (message: string) => new GitHubProblem(422, message);

/**
 * What GitHub checks beyond the form of the request. Answers the inputs as the workflow gets them; throws what GitHub answers,
 * in its words as far as they are known.
 */
export function acceptDispatch(
  repository: Pick<SimulatedRepository, 'defaultBranch' | 'branches'>,
  workflow: SimulatedWorkflow | undefined,
  order: DispatchOrder,
): Record<string, string> {
  if (workflow === undefined) throw notFound();
  if (order.ref !== repository.defaultBranch && !repository.branches?.includes(order.ref)) {
    throw refused(`No ref found for: ${order.ref}`);
  }
  if (workflow.lacksDispatch) throw refused("Workflow does not have 'workflow_dispatch' trigger");
  if (workflow.disabled) throw refused("Cannot trigger a 'workflow_dispatch' on a disabled workflow");
  const inputs = order.inputs ?? {};
  if (JSON.stringify(inputs).length > INPUT_CHARACTERS) throw refused('inputs are too large.');
  return acceptInputs(workflow, inputs);
}

function acceptInputs(workflow: SimulatedWorkflow, inputs: Record<string, Json>): Record<string, string> {
  const unexpected = Object.keys(inputs).filter((name) => !workflow.inputs.some((input) => input.name === name));
  if (unexpected.length > 0) throw refused(`Unexpected inputs provided: ${JSON.stringify(unexpected)}`);
  const missing = workflow.inputs.find(({ name, isRequired }) => isRequired && (inputs[name] ?? '') === '');
  if (missing !== undefined) throw refused(`Required input '${missing.name}' not provided`);
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, textOf(name, value)]));
}

function textOf(name: string, value: Json): string {
  if (typeof value === 'string') return value;
  throw refused(`Invalid request.\n\nFor 'properties/${name}', ${JSON.stringify(value)} is not a string.`);
}
