import type { IncomingMessage } from 'node:http';
import type { LocalClock } from '../clock.ts';
import { type Fault, type FaultBoard, faultBoard } from '../faults/faults.ts';
import { startLoopback } from '../loopback/loopback-server.ts';
import { readBody } from '../loopback/read-body.ts';
import { type OidcProvider, roleAssumption, type SimulatedRole } from './assume-role.ts';
import { type AwsSession, type AwsSessions, awsSessions, type SignatureFault } from './aws-sessions.ts';
import { answerXml, refusalXml, StsRefusal, xmlText } from './sts-refusal.ts';

export interface StsSimulatorOptions {
  clock: Pick<LocalClock, 'now' | 'at'>;
  /** Default: any free one. */
  port?: number;
  roles: SimulatedRole[];
  provider: OidcProvider;
}

/** AWS STS on loopback, for the roles that GitHub's jobs assume. Fault operations are the names of actions. */
export interface StsSimulator {
  /** For `AWS_ENDPOINT_URL_STS`. */
  url: string;
  faults: FaultBoard;
  /** Whom other simulated services of AWS ask who signed. */
  sessions: AwsSessions;
  /** Requests by action, successful or not. */
  counts(): Record<string, number>;
  export(): { sessions: AwsSession[] };
  import(state: { sessions: AwsSession[] }): void;
  stop(): Promise<void>;
}

interface Answer {
  status: number;
  body: string;
}

export async function startStsSimulator(options: StsSimulatorOptions): Promise<StsSimulator> {
  const { clock } = options;
  const faults = faultBoard(clock);
  const sessions = awsSessions(clock);
  const counts: Record<string, number> = {};
  const assume = roleAssumption({ now: clock.now, sessions, roles: () => options.roles, provider: options.provider });
  const server = await startLoopback(options.port, (request, response) => {
    void serve(request)
      .catch(refused)
      .then((answer) => {
        if (answer === 'silence') return;
        if (answer === 'drop') return void response.destroy();
        response.writeHead(answer.status, { 'content-type': 'text/xml' }).end(answer.body);
      });
  });

  async function serve(request: IncomingMessage): Promise<Answer | 'silence' | 'drop'> {
    const body = (await readBody(request)).toString('utf8');
    const form = Object.fromEntries(new URLSearchParams(body));
    const action = form['Action'] ?? '';
    counts[action] = (counts[action] ?? 0) + 1;
    const fault = faults.take(action);
    if (fault?.kind === 'timeout') return 'silence';
    if (fault?.kind === 'status' || fault?.kind === 'rate_limited') throw faultRefusal(fault);
    const answer = await act(action, form, request, body);
    if (fault?.kind === 'delay')
      await new Promise<void>((resolve) => clock.at(clock.now() + (fault.delayMs ?? 0), resolve));
    return fault?.kind === 'lost_answer' ? 'drop' : answer;
  }

  async function act(
    action: string,
    form: Record<string, string>,
    request: IncomingMessage,
    body: string,
  ): Promise<Answer> {
    if (action === 'AssumeRoleWithWebIdentity') return { status: 200, body: assumed(await assume(form)) };
    if (action !== 'GetCallerIdentity')
      throw new StsRefusal(400, 'InvalidAction', `Could not find operation ${action}`);
    const headers = request.headers as Record<string, string | undefined>;
    const signer = sessions.signer({ method: request.method ?? '', target: request.url ?? '/', headers, body });
    if (typeof signer === 'string') throw signatureRefusal(signer);
    return { status: 200, body: identity(signer) };
  }

  return {
    url: server.url,
    faults,
    sessions,
    counts: () => ({ ...counts }),
    export: () => ({ sessions: sessions.export() }),
    import: (state) => sessions.import(state.sessions),
    stop: server.stop,
  };
}

function refused(error: unknown): Answer {
  if (error instanceof StsRefusal) return { status: error.status, body: refusalXml(error) };
  console.error('the simulator of STS failed', error);
  return { status: 500, body: refusalXml(new StsRefusal(500, 'InternalFailure', 'The simulator failed.')) };
}

function faultRefusal({ kind, status }: Fault): StsRefusal {
  if (kind === 'rate_limited') return new StsRefusal(400, 'Throttling', 'Rate exceeded');
  return new StsRefusal(status ?? 500, 'InternalFailure', 'Simulated fault');
}

function signatureRefusal(fault: SignatureFault): StsRefusal {
  if (fault === 'missing')
    return new StsRefusal(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token');
  if (fault === 'expired')
    return new StsRefusal(403, 'ExpiredToken', 'The security token included in the request is expired');
  if (fault === 'unknown')
    return new StsRefusal(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.');
  return new StsRefusal(
    403,
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided.',
  );
}

function assumed(session: AwsSession): string {
  const expiration = new Date(session.expiresAt).toISOString();
  return answerXml(
    'AssumeRoleWithWebIdentity',
    `<Credentials><AccessKeyId>${session.accessKeyId}</AccessKeyId><SecretAccessKey>${session.secretAccessKey}</SecretAccessKey>` +
      `<SessionToken>${session.sessionToken}</SessionToken><Expiration>${expiration}</Expiration></Credentials>` +
      `<AssumedRoleUser><AssumedRoleId>AROASIMULATED:session</AssumedRoleId><Arn>${xmlText(session.arn)}</Arn></AssumedRoleUser>`,
  );
}

function identity({ arn }: AwsSession): string {
  return answerXml(
    'GetCallerIdentity',
    `<Arn>${xmlText(arn)}</Arn><UserId>AROASIMULATED:session</UserId><Account>${arn.split(':')[4]}</Account>`,
  );
}
