import { Duration, Stack, Tags } from 'aws-cdk-lib';
import { CfnApplicationInferenceProfile } from 'aws-cdk-lib/aws-bedrock';
import { PolicyStatement, Role, WebIdentityPrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { BedrockPlan, PlannedRole } from '../bedrock/bedrock-plan.ts';

export interface BedrockRoleProps {
  readonly role: PlannedRole;
  readonly plan: BedrockPlan;
  /** GitHub's, in the stack's account. */
  readonly providerArn: string;
}

/** A model as the role may call it. */
export interface CallableModel {
  /** As the stage's file names it. */
  readonly id: string;
  /** What a WORKFLOW.md names: the id itself, or the ARN of the role's own profile. */
  readonly name: string;
}

/** Called by both of the others, on the same commit. */
const AGENT_FILE = 'claude-agent.yml';
const INVOKE = ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'];

/** A role that the jobs of our workflow files on a default branch may assume, and that may call some models through their profiles alone. */
export class BedrockRole extends Construct {
  readonly arn: string;
  readonly models: readonly CallableModel[];
  private readonly role: Role;

  constructor(scope: Construct, id: string, { role, plan, providerArn }: BedrockRoleProps) {
    super(scope, id);
    this.role = new Role(this, 'Role', {
      roleName: role.roleName,
      description: `Runs of ${role.repository?.name ?? `repositories of ${role.owner?.name}`} call models on Bedrock.`,
      assumedBy: new WebIdentityPrincipal(providerArn, trustConditions(role, plan)),
      maxSessionDuration: Duration.hours(role.sessionHours),
    });
    this.arn = this.role.roleArn;
    this.models = role.models.map((model, index) => this.allowModel(model, index, role, plan));
    if (plan.guardrailArn !== undefined) {
      this.role.addToPolicy(
        new PolicyStatement({ actions: ['bedrock:ApplyGuardrail'], resources: [plan.guardrailArn] }),
      );
    }
  }

  private allowModel(model: string, index: number, role: PlannedRole, plan: BedrockPlan): CallableModel {
    const { partition } = Stack.of(this);
    const system = `arn:${partition}:bedrock:${plan.modelRegion}:${plan.account}:inference-profile/${model}`;
    const own = role.costTags && this.ownProfile(`Profile${index}`, { role, source: system, tags: role.costTags });
    const profile = own ?? system;
    const guarded = guardrailConditions(plan);
    this.role.addToPolicy(new PolicyStatement({ actions: INVOKE, resources: [profile], conditions: guarded }));
    // Beside its profile no model can be called.
    const conditions = { ...guarded, ArnEquals: { 'bedrock:InferenceProfileArn': profile } };
    this.role.addToPolicy(new PolicyStatement({ actions: INVOKE, resources: modelsBehind(model, plan), conditions }));
    // Claude Code asks what model an ARN stands for; without an answer it bounds the model's thinking as an old one's.
    if (own) this.role.addToPolicy(new PolicyStatement({ actions: ['bedrock:GetInferenceProfile'], resources: [own] }));
    return { id: model, name: own ?? model };
  }

  /** Leads where the system's does, and its cost has tags of its own. */
  private ownProfile(id: string, given: { role: PlannedRole; source: string; tags: Record<string, string> }): string {
    const profile = new CfnApplicationInferenceProfile(this, id, {
      inferenceProfileName: `${given.role.roleName}-${id.toLowerCase()}`,
      modelSource: { copyFrom: given.source },
    });
    for (const [name, value] of Object.entries(given.tags)) Tags.of(profile).add(name, value);
    return profile.attrInferenceProfileArn;
  }
}

/** A profile of all regions needs the model of its own region, and the one of no region, besides. */
function modelsBehind(model: string, { profiles, modelRegion }: BedrockPlan): string[] {
  const behind = profiles[model] ?? [];
  const in_ = (region: string) => behind.map((arn) => arn.replace(/^((?:[^:]*:){3})[^:]*/, `$1${region}`));
  const global = model.startsWith('global.') ? [...in_(modelRegion), ...in_('')] : [];
  return [...new Set([...behind, ...global])].sort();
}

/** A call without the guardrail is refused: https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-permissions-id.html */
function guardrailConditions({ guardrailArn }: BedrockPlan) {
  if (guardrailArn === undefined) return {};
  return { StringLike: { 'bedrock:GuardrailIdentifier': [guardrailArn, `${guardrailArn}:*`] } };
}

/**
 * What must hold of a job's token. Each key must be there: `ForAllValues` would be true of one that is absent. IAM refuses a trust in GitHub
 * that names neither `sub` nor `job_workflow_ref`; `sub` has two forms, and organisations may give it others.
 */
function trustConditions({ repository, owner, workflowFiles }: PlannedRole, { issuer, actor }: BedrockPlan) {
  const key = (claim: string) => `${issuer.replace('https://', '')}:${claim}`;
  const branch = repository?.branch ?? owner?.branch;
  const ref = `refs/heads/${branch}`;
  const files = [...new Set([AGENT_FILE, ...workflowFiles])].sort();
  const place = repository?.name ?? `${owner?.name}/*`;
  const workflows = files.map((file) => `${place}/.github/workflows/${file}@${ref}`);
  return {
    StringEquals: {
      [key('aud')]: 'sts.amazonaws.com',
      [key('ref')]: ref,
      ...(repository && { [key('repository_id')]: String(repository.id), [key('job_workflow_ref')]: workflows }),
      ...(actor && { [key('actor')]: actor }),
    },
    ...(owner && {
      StringLike: { [key('job_workflow_ref')]: workflows, [key('repository')]: `${owner.name}/*` },
    }),
    // Jobs of ours have none; one that has is somebody else's.
    Null: { [key('environment')]: 'true' },
  };
}
