import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { BEDROCK_STACK_NAME, STACK_NAME } from '../shared/contract/stack-name.ts';
import type { BedrockPlan } from './bedrock/bedrock-plan.ts';
import { BedrockStack } from './bedrock/bedrock-stack.ts';
import { OrchestratorStack } from './orchestrator-stack.ts';
import type { DeploymentSettings, LandingZone } from './settings.ts';
import type { Stage } from './stage.ts';
import { acknowledgeSuppressions } from './suppressions.ts';

export interface OrchestratorAppProps {
  settings: DeploymentSettings;
  /** Where it is to be deployed; one that is only looked at, or run on a laptop, belongs to none. */
  stage?: Stage | undefined;
  /** The bundles of all functions. */
  codeFolder: string;
  /** Of the runner that repositories are given. */
  runnerSha256: string;
  /** Who may call Bedrock; a second stack. @default nobody by us */
  bedrock?: BedrockPlan | undefined;
  /** Where the synthesized stacks go. */
  outDir: string;
}

/** The CDK app: every finding of cdk-nag and of the CloudFormation validator is an error. */
export function orchestratorApp({ bedrock, outDir, ...props }: OrchestratorAppProps): App {
  const { settings } = props;
  const app = emptyApp(settings.landingZone, outDir);
  const stack = new OrchestratorStack(app, STACK_NAME, props);
  acknowledgeSuppressions(stack, settings.landingZone);
  if (bedrock) new BedrockStack(app, BEDROCK_STACK_NAME, bedrock);
  return app;
}

/** Who may call Bedrock, by itself: it may be deployed into another account. */
export function bedrockApp({
  settings,
  bedrock,
  outDir,
}: Required<Pick<OrchestratorAppProps, 'settings' | 'outDir'>> & { bedrock: BedrockPlan }): App {
  const app = emptyApp(settings.landingZone, outDir);
  new BedrockStack(app, BEDROCK_STACK_NAME, bedrock);
  return app;
}

function emptyApp(landingZone: LandingZone, outDir: string): App {
  const app = new App({
    outdir: outDir,
    analyticsReporting: false,
    context: contextOf(landingZone),
    postCliContext: { '@aws-cdk/core:validateAgainstDefaultRules': true },
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

/** By which bootstrap of the CDK the stack is deployed. */
function contextOf({ bootstrapQualifier }: LandingZone): Record<string, string> {
  return bootstrapQualifier === undefined ? {} : { '@aws-cdk/core:bootstrapQualifier': bootstrapQualifier };
}
