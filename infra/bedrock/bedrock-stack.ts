import { CfnOutput, Stack } from 'aws-cdk-lib';
import { OidcProviderNative } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { BedrockRole } from '../constructs/bedrock-role.ts';
import { suit } from '../landing-zone.ts';
import type { BedrockPlan } from './bedrock-plan.ts';

/** Who may call which models on Bedrock: a stack of its own, since models may be called in another account and region than the orchestrator's. */
export class BedrockStack extends Stack {
  constructor(scope: Construct, id: string, plan: BedrockPlan) {
    super(scope, id, {
      description: 'Lets runs of AI-Implement call models on Amazon Bedrock.',
      stackName: plan.stackName,
      env: { account: plan.account, region: plan.region },
    });
    const providerArn = plan.oidcProviderArn ?? this.provider(plan.issuer);
    for (const role of plan.roles)
      this.tell(role.name, new BedrockRole(this, idOf(role.name), { role, plan, providerArn }));
    suit(this, plan);
  }

  /** An account has one at most for each address. */
  private provider(url: string): string {
    return new OidcProviderNative(this, 'GitHub', { url, clientIds: ['sts.amazonaws.com'] }).oidcProviderArn;
  }

  private tell(name: string, { arn, models }: BedrockRole): void {
    const id = idOf(name);
    new CfnOutput(this, `Arn${id}`, { value: arn, description: `${name}: the variable AWS_BEDROCK_ROLE_ARN.` });
    for (const [index, model] of models.entries()) {
      new CfnOutput(this, `Model${id}${index}`, { value: model.name, description: `${name}: what calls ${model.id}.` });
    }
  }
}

/** `my-team` becomes `RoleMyTeam`. */
function idOf(name: string): string {
  return `Role${name.replace(/(^|-)(\w?)/g, (_, __, letter: string) => letter.toUpperCase())}`;
}
