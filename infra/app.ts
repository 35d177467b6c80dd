import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { STACK_NAME } from '../shared/contract/stack-name.ts';
import { bundleFunctions } from './bundle-functions.ts';
import { bundleLaptopRunner } from './bundle-runner.ts';
import { bundleTemplates } from './bundle-templates.ts';
import { bundleUi } from './bundle-ui.ts';
import { OrchestratorStack } from './orchestrator-stack.ts';
import { type DeploymentSettings, readSettings, UnusableSettings } from './settings.ts';
import { acknowledgeSuppressions } from './suppressions.ts';

export interface OrchestratorAppProps {
  settings: DeploymentSettings;
  /** The bundles of all functions. */
  codeFolder: string;
  /** Where the synthesized stack goes. */
  outDir: string;
}

/** The CDK app: one stack, and every finding of cdk-nag and of the CloudFormation validator is an error. */
export function orchestratorApp({ settings, codeFolder, outDir }: OrchestratorAppProps): App {
  const app = new App({
    outdir: outDir,
    analyticsReporting: false,
    postCliContext: { '@aws-cdk/core:validateAgainstDefaultRules': true },
  });
  const stack = new OrchestratorStack(app, STACK_NAME, { settings, codeFolder });
  acknowledgeSuppressions(stack);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

if (import.meta.main) {
  const codeFolder = 'dist/functions';
  const isForLaptop = process.env.CDK_FOR_LAPTOP === 'true';
  const settings = usableSettings(isForLaptop ? {} : process.env);
  const outDir = process.env.CDK_OUTDIR ?? 'cdk.out';
  await bundleFunctions(codeFolder, { isForLaptop });
  await bundleUi(join(codeFolder, 'admin', 'ui'));
  await bundleTemplates(join(codeFolder, 'sync-templates', 'templates'));
  orchestratorApp({ settings, codeFolder, outDir }).synth();
  if (isForLaptop) await bundleLaptopRunner(join(outDir, 'laptop'));
}

/** One sentence for each setting that cannot be used, and the exit code that `local/stack/synthesize.ts` knows. */
function usableSettings(variables: NodeJS.ProcessEnv): DeploymentSettings {
  try {
    return readSettings(variables);
  } catch (error) {
    if (!(error instanceof UnusableSettings)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
}
