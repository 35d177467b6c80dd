import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { BEDROCK_STACK_NAME, STACK_NAME } from '../shared/contract/stack-name.ts';
import { bedrockOfLaptop } from './bedrock/bedrock-of-laptop.ts';
import { type BedrockPlan, bedrockPlan } from './bedrock/bedrock-plan.ts';
import { BedrockStack } from './bedrock/bedrock-stack.ts';
import { bundleFunctions } from './bundle-functions.ts';
import { bundleLaptopRunner } from './bundle-runner.ts';
import { bundleTemplates } from './bundle-templates.ts';
import { bundleUi } from './bundle-ui.ts';
import { OrchestratorStack } from './orchestrator-stack.ts';
import { readSettings } from './read-settings.ts';
import { Refusal } from './refusal.ts';
import { type DeploymentSettings, deploymentSettings, type LandingZone, Settings } from './settings.ts';
import { readStage, type Stage, stagesThere } from './stage.ts';
import { acknowledgeSuppressions } from './suppressions.ts';

/** What the laptop has: a topic, whose account is none of AWS's, and machines on Fly, which are simulated. */
const OF_LAPTOP = {
  NOTIFY_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:notifications',
  FLY_APP: 'acme-runs',
  FLY_ORG: 'acme',
  FLY_IMAGE: 'registry.fly.io/acme-runs:1',
};

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

if (import.meta.main) {
  const isForLaptop = process.env.CDK_FOR_LAPTOP === 'true';
  const chosen = orExit(() => (isForLaptop ? ofLaptop() : choose(process.env)));
  const outDir = process.env.CDK_OUTDIR ?? 'cdk.out';
  if (chosen.part === 'bedrock') bedrockApp({ ...chosen, outDir }).synth();
  else await synthesizeOrchestrator(chosen, { isForLaptop, outDir });
}

type Chosen = Pick<OrchestratorAppProps, 'settings' | 'stage' | 'bedrock'> & { part: 'orchestrator' };
type ChosenBedrock = Pick<OrchestratorAppProps, 'settings'> & { part: 'bedrock'; bedrock: BedrockPlan };

async function synthesizeOrchestrator(
  chosen: Chosen,
  { isForLaptop, outDir }: { isForLaptop: boolean; outDir: string },
) {
  const codeFolder = 'dist/functions';
  await bundleFunctions(codeFolder, { isForLaptop });
  await bundleUi(join(codeFolder, 'admin', 'ui'));
  const runnerSha256 = await bundleTemplates(join(codeFolder, 'sync-templates', 'templates'));
  orchestratorApp({ ...chosen, codeFolder, runnerSha256, outDir }).synth();
  if (isForLaptop) await bundleLaptopRunner(join(outDir, 'laptop'));
}

function ofLaptop(): Chosen {
  return {
    part: 'orchestrator',
    settings: readSettings(OF_LAPTOP),
    bedrock: bedrockOfLaptop(Settings.parse({})),
  };
}

/** A stage with what overrides it, or the settings of a stack that is not to be deployed; `CDK_PART` `bedrock` is its access to Bedrock. */
function choose(variables: NodeJS.ProcessEnv): Chosen | ChosenBedrock {
  const { CDK_STAGE: name = '', CDK_PART: part } = variables;
  if (name === '') return { part: 'orchestrator', settings: withoutStage(variables) };
  const stage = readStage(name, variables);
  const settings = deploymentSettings(stage.values);
  return part === 'bedrock'
    ? { part, settings, bedrock: bedrockPlan(stage) }
    : { part: 'orchestrator', settings, stage };
}

function withoutStage(variables: NodeJS.ProcessEnv): DeploymentSettings {
  // CDK's own command deploys what it synthesizes.
  if (variables.CDK_CLI_VERSION !== undefined) {
    throw new Refusal(`A deployment needs a stage: npm run deploy -- STAGE. ${stagesThere()} (no_stage)`);
  }
  return readSettings(variables);
}

/** What cannot be used is said in sentences, with the exit code that `local/stack/synthesize.ts` knows. */
function orExit<Choice>(choice: () => Choice): Choice {
  try {
    return choice();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
}
