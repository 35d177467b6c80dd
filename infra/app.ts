import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { STACK_NAME } from '../shared/contract/stack-name.ts';
import { bundleFunctions } from './bundle-functions.ts';
import { bundleLaptopRunner } from './bundle-runner.ts';
import { bundleTemplates } from './bundle-templates.ts';
import { bundleUi } from './bundle-ui.ts';
import { OrchestratorStack } from './orchestrator-stack.ts';
import { readSettings } from './read-settings.ts';
import { Refusal } from './refusal.ts';
import { type DeploymentSettings, deploymentSettings, type LandingZone } from './settings.ts';
import { readStage, type Stage, stagesThere } from './stage.ts';
import { acknowledgeSuppressions } from './suppressions.ts';

/** The topic that the laptop has, whose account is none of AWS's. */
const LAPTOP_TOPIC_ARN = 'arn:aws:sns:us-east-1:000000000000:notifications';

export interface OrchestratorAppProps {
  settings: DeploymentSettings;
  /** Where it is to be deployed; one that is only looked at, or run on a laptop, belongs to none. */
  stage?: Stage | undefined;
  /** The bundles of all functions. */
  codeFolder: string;
  /** Where the synthesized stack goes. */
  outDir: string;
}

/** The CDK app: one stack, and every finding of cdk-nag and of the CloudFormation validator is an error. */
export function orchestratorApp({ settings, stage, codeFolder, outDir }: OrchestratorAppProps): App {
  const app = new App({
    outdir: outDir,
    analyticsReporting: false,
    context: contextOf(settings.landingZone),
    postCliContext: { '@aws-cdk/core:validateAgainstDefaultRules': true },
  });
  const stack = new OrchestratorStack(app, STACK_NAME, { settings, stage, codeFolder });
  acknowledgeSuppressions(stack, settings.landingZone);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

/** By which bootstrap of the CDK the stack is deployed. */
function contextOf({ bootstrapQualifier }: LandingZone): Record<string, string> {
  return bootstrapQualifier === undefined ? {} : { '@aws-cdk/core:bootstrapQualifier': bootstrapQualifier };
}

if (import.meta.main) {
  const codeFolder = 'dist/functions';
  const isForLaptop = process.env.CDK_FOR_LAPTOP === 'true';
  const chosen = orExit(() =>
    isForLaptop ? { settings: readSettings({ NOTIFY_TOPIC_ARN: LAPTOP_TOPIC_ARN }) } : choose(process.env),
  );
  const outDir = process.env.CDK_OUTDIR ?? 'cdk.out';
  await bundleFunctions(codeFolder, { isForLaptop });
  await bundleUi(join(codeFolder, 'admin', 'ui'));
  await bundleTemplates(join(codeFolder, 'sync-templates', 'templates'));
  orchestratorApp({ ...chosen, codeFolder, outDir }).synth();
  if (isForLaptop) await bundleLaptopRunner(join(outDir, 'laptop'));
}

/** A stage with what overrides it, or the settings of a stack that is not to be deployed. */
function choose(variables: NodeJS.ProcessEnv): { settings: DeploymentSettings; stage?: Stage } {
  const { CDK_STAGE: name = '' } = variables;
  if (name === '') return { settings: withoutStage(variables) };
  const stage = readStage(name, variables);
  return { settings: deploymentSettings(stage.values), stage };
}

function withoutStage(variables: NodeJS.ProcessEnv): DeploymentSettings {
  // CDK's own command deploys what it synthesizes.
  if (variables.CDK_CLI_VERSION !== undefined) {
    throw new Refusal(`A deployment needs a stage: npm run deploy -- STAGE. ${stagesThere()} (no_stage)`);
  }
  return readSettings(variables);
}

/** What cannot be used is said in sentences, with the exit code that `local/stack/synthesize.ts` knows. */
function orExit<Chosen>(choice: () => Chosen): Chosen {
  try {
    return choice();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
}
