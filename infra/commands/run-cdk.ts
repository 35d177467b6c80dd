import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Deploys what was synthesized, by CDK's own command, which asks by itself before it widens permissions; answers the exit code. */
export async function cdkDeploy(outDir: string, { isApproved }: { isApproved: boolean }): Promise<number> {
  const approval = isApproved ? ['--require-approval', 'never'] : [];
  const args = ['node_modules/aws-cdk/bin/cdk', 'deploy', '--app', outDir, ...approval];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  const [code] = await once(child, 'close');
  return code ?? 1;
}
