import { ServiceUnavailable } from '../../domain/errors.ts';
import { MINUTE_MS } from '../../domain/time.ts';

export interface JiraAuth {
  /** For tokens with scopes, of OAuth or of an account, which are taken at the gateway only; absent for others. */
  cloudId?: string;
  /** The value of the header `Authorization`, asked before every request. `isFresh`: as it is stored now, whatever was read before. */
  header(options: { isFresh: boolean }): Promise<string>;
}

/** What is known of the credential in use. */
export interface SignIn {
  /** What the next request bears. Throws `ServiceUnavailable` while Jira is known to refuse just that. */
  header(): Promise<string>;
  /** Notes that Jira refuses it, and how; answers what to throw. */
  refuse(header: string, how?: ServiceUnavailable): ServiceUnavailable;
  accept(header: string, accountId: string): void;
  /** Whose it is; undefined while that is not known. */
  accountOf(header: string): string | undefined;
  /** Whether Jira said so within the last minutes. */
  isProven(header: string): boolean;
}

/** How long Jira's word on a credential is taken for true. */
const KEPT_MS = 5 * MINUTE_MS;

interface Verdict {
  header: string;
  /** Undefined: refused. */
  accountId: string | undefined;
  how?: ServiceUnavailable;
  at: number;
}

/** A credential that was refused is read anew before every further try, so that a renewed one is used at once. */
export function jiraSignIn(auth: JiraAuth, now: () => number): SignIn {
  let verdict: Verdict | undefined;
  const verdictOn = (header: string) => (verdict?.header === header ? verdict : undefined);
  const isRecent = ({ at }: Verdict) => now() - at < KEPT_MS;
  const refusal = () => new ServiceUnavailable('jira', 'credential_refused', 'the credential is refused');
  return {
    async header() {
      const isRefused = verdict !== undefined && verdict.accountId === undefined;
      const header = await auth.header({ isFresh: isRefused });
      const known = verdictOn(header);
      if (known !== undefined && known.accountId === undefined && isRecent(known)) throw known.how ?? refusal();
      return header;
    },
    refuse(header, how = refusal()) {
      verdict = { header, accountId: undefined, how, at: now() };
      return how;
    },
    accept(header, accountId) {
      verdict = { header, accountId, at: now() };
    },
    accountOf: (header) => verdictOn(header)?.accountId,
    isProven(header) {
      const known = verdictOn(header);
      return known?.accountId !== undefined && isRecent(known);
    },
  };
}
