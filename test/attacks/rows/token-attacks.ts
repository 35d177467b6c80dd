import { startRun } from '../../../functions/equip-runner/start-run.ts';
import { drawnSigningKey } from '../../../local/world/home/token-keys.ts';
import { keySetText, publicHalf } from '../../../shared/contract/run-token-keys.ts';
import { wrongMachineClaim } from '../../../shared/domain/machine-claims.ts';
import { machineExecutionId, machineNameOf } from '../../../shared/domain/machine-name.ts';
import { runTokenSigner } from '../../../shared/runtime/run-token-signer.ts';
import { runTokenVerifier } from '../../../shared/runtime/run-token-verifier.ts';
import { aRun } from '../../builders/a-run.ts';
import { aRunContext } from '../../builders/a-run-context.ts';
import { aWorkflowClaims } from '../../builders/a-workflow-claims.ts';
import { oidcTokenOf } from '../../fakes/fake-workflow-identity.ts';
import { aWorld } from '../../functions/world.ts';
import { type Attack, type AttackRows, type Defence, isRefused } from '../attack.ts';

// Tokens of ours in other hands, and machines that are not the one that was made for a run.

const run = aRun({ status: 'dispatched' });
const CONTEXT = 'the context of a run and its session key';

const key = drawnSigningKey();
const verifier = runTokenVerifier(async () => [keySetText([publicHalf(key)]), '']);

const machineClaim = (name: string, text: string): Defence => ({
  name: `the claim ${name} of Fly must be that of the run`,
  file: 'shared/domain/machine-claims.ts',
  text,
  instead: '',
});

const MACHINE = { machineId: '48ed', version: '01ABC' };
const OWN = {
  app_name: 'acme-runs',
  machine_id: MACHINE.machineId,
  machine_name: machineNameOf(run),
  machine_version: MACHINE.version,
};

/** A machine of which Fly attests all that it should, but this. */
function isOther(attested: Partial<typeof OWN>): boolean {
  const expected = { run, app: OWN.app_name, executionId: machineExecutionId(MACHINE) };
  if (wrongMachineClaim(OWN, expected) !== undefined) throw new Error('the own machine is refused');
  return wrongMachineClaim({ ...OWN, ...attested }, expected) !== undefined;
}

const ROWS: readonly Attack[] = [
  {
    name: 'the token for progress reports a result',
    asset: 'what people are told of a run',
    wayIn: 'the progress token, which all code of the job can read',
    defence: {
      name: 'a token is for one kind of call',
      file: 'shared/runtime/run-token-verifier.ts',
      text: '      audience,\n      currentDate',
      instead: '      currentDate',
    },
    async isHeld() {
      const { mint } = runTokenSigner(async () => JSON.stringify(key));
      const expiresAt = new Date(Date.now() + 60_000).toISOString();
      const token = await mint('progress', { runId: run.runId, phase: run.phase, expiresAt });
      return isRefused(verifier.verify('result', `Bearer ${token}`), 'wrong_audience');
    },
  },
  {
    name: 'a secret that functions of an earlier version knew signs for a run of today',
    asset: CONTEXT,
    wayIn: 'a secret of an earlier version',
    defence: {
      name: 'tokens of an earlier form count for runs of that version alone',
      file: 'shared/domain/run.ts',
      text: 'return !isSymmetric || run.tokenAlg === undefined;',
      instead: 'return true;',
    },
    async isHeld() {
      const { runs, equip } = await aWorld();
      await runs.reserve({ ...run, tokenAlg: 'EdDSA' });
      await runs.putContext(run.runId, aRunContext());
      const claims = { runId: run.runId, phase: run.phase, isSymmetric: true } as const;
      const oidcToken = oidcTokenOf(aWorkflowClaims());
      const execution = { workflowRunId: '9000', runAttempt: 1 };
      return isRefused(startRun(equip, { claims, execution, oidcToken }), 'bad_signature');
    },
  },
  {
    name: "a machine of another app takes a run's place",
    asset: CONTEXT,
    wayIn: 'a machine of the same organisation',
    defence: machineClaim('app_name', "if (claims.app_name !== expected.app) return 'app_name';"),
    isHeld: () => isOther({ app_name: 'canary' }),
  },
  {
    name: 'the machine of one run takes the place of another',
    asset: CONTEXT,
    wayIn: 'the machine of another run',
    defence: machineClaim(
      'machine_name',
      "if (claims.machine_name !== machineNameOf(expected.run)) return 'machine_name';",
    ),
    isHeld: () => isOther({ machine_name: machineNameOf({ runId: '01KE6XAAAA0000000000000002' }) }),
  },
  {
    name: 'the machine of a run is given another image',
    asset: CONTEXT,
    wayIn: 'an update of the machine after it was made',
    defence: {
      ...machineClaim('machine_version', 'machineExecutionId({ machineId, version }) === expected.executionId ?'),
      instead: 'true ?',
    },
    isHeld: () => isOther({ machine_version: '01CANARY' }),
  },
];

export const ATTACKS: AttackRows = { about: 'Tokens and machines', rows: ROWS };
