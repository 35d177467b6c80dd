import { rmSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { bedrockOfLaptop } from './bedrock/bedrock-of-laptop.ts';
import { type BedrockPlan, bedrockPlan } from './bedrock/bedrock-plan.ts';
import { bundleFunctions } from './bundle-functions.ts';
import { bundleLaptopRunner } from './bundle-runner.ts';
import { bundleTemplates } from './bundle-templates.ts';
import { bundleUi } from './bundle-ui.ts';
import type { OrchestratorAppProps } from './orchestrator-app.ts';
import { readSettings } from './read-settings.ts';
import { Refusal } from './refusal.ts';
import { type DeploymentSettings, deploymentSettings, Settings } from './settings.ts';
import { readStage, stagesThere } from './stage.ts';

/** What the laptop has: a topic, whose account is none of AWS's, and machines on Fly, which are simulated. */
const OF_LAPTOP = {
  NOTIFY_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:notifications',
  FLY_APP: 'acme-runs',
  FLY_ORG: 'acme',
  FLY_IMAGE: 'registry.fly.io/acme-runs:1',
};

/** The CDK takes as long to load as the bundler to work, which it does meanwhile. */
const loadApps = () => import('./orchestrator-app.ts');

if (import.meta.main) {
  // The CDK is 40 MB of sources, which Node need not compile anew each time.
  enableCompileCache();
  const isForLaptop = process.env.CDK_FOR_LAPTOP === 'true';
  const chosen = orExit(() => (isForLaptop ? ofLaptop() : choose(process.env)));
  const outDir = process.env.CDK_OUTDIR ?? 'cdk.out';
  if (chosen.part === 'bedrock') (await loadApps()).bedrockApp({ ...chosen, outDir }).synth();
  else await synthesizeOrchestrator(chosen, { isForLaptop, outDir });
}

type Chosen = Pick<OrchestratorAppProps, 'settings' | 'stage' | 'bedrock'> & { part: 'orchestrator' };
type ChosenBedrock = Pick<OrchestratorAppProps, 'settings'> & { part: 'bedrock'; bedrock: BedrockPlan };

async function synthesizeOrchestrator(
  chosen: Chosen,
  { isForLaptop, outDir }: { isForLaptop: boolean; outDir: string },
) {
  // `npm start` and `npm run synth` may be at work at once.
  const codeFolder = isForLaptop ? 'dist/laptop' : 'dist/functions';
  const [{ orchestratorApp }, runnerSha256] = await Promise.all([loadApps(), bundleAll(codeFolder, isForLaptop)]);
  orchestratorApp({ ...chosen, codeFolder, runnerSha256, outDir }).synth();
  if (isForLaptop) await bundleLaptopRunner(join(outDir, 'laptop'));
}

/** Answers the SHA-256 of the runner that repositories are given. */
async function bundleAll(codeFolder: string, isForLaptop: boolean): Promise<string> {
  rmSync(codeFolder, { recursive: true, force: true });
  const [runnerSha256] = await Promise.all([
    bundleTemplates(join(codeFolder, 'sync-templates', 'templates')),
    bundleUi(join(codeFolder, 'admin', 'ui')),
    bundleFunctions(codeFolder, { isForLaptop }),
  ]);
  return runnerSha256;
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
