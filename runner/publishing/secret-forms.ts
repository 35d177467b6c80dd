import { holdsDigested, type KnownSecret } from '../process/secret-digest.ts';

/** Files that hold secrets by their very name. An example of one (`.env.example`) is none. */
const SECRET_NAMES: readonly { name: RegExp; what: string }[] = [
  { name: /^\.env(?:\..+)?$/i, what: 'an environment file' },
  {
    name: /^(?:\.pypirc|\.netrc|_netrc|\.git-credentials|\.pgpass|\.htpasswd)$/i,
    what: 'credentials',
  },
  { name: /^(?:\.dockercfg|kubeconfig|.+\.kubeconfig)$/i, what: 'credentials' },
  { name: /^id_(?:rsa|dsa|ecdsa|ed25519)$|\.(?:key|ppk|p12|pfx|jks|keystore)$/i, what: 'a private key' },
  { name: /\.tfstate(?:\..+)?$/i, what: 'a Terraform state' },
  { name: /^(?:service[-_]?account|.*[-_]service[-_]?account).*\.json$/i, what: 'a service account' },
];
const SECRET_PATHS: readonly { path: RegExp; what: string }[] = [
  { path: /(?:^|\/)\.aws\/credentials$/i, what: 'credentials' },
  { path: /(?:^|\/)\.kube\/config$/i, what: 'credentials' },
  { path: /(?:^|\/)\.docker\/config\.json$/i, what: 'credentials' },
];
const EXAMPLE = /\.(?:example|sample|template|dist|defaults?)$/i;

/** What kind of secret a file of this path holds; undefined when its name says nothing of the kind. */
export function secretNamed(path: string): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (EXAMPLE.test(name)) return undefined;
  const form = SECRET_NAMES.find((one) => one.name.test(name)) ?? SECRET_PATHS.find((one) => one.path.test(path));
  return form?.what;
}

const SECRET_CONTENTS: readonly { form: RegExp; what: string }[] = [
  { form: /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY(?: BLOCK)?-----[\s\S]{0,80}/g, what: 'a private key' },
  { form: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, what: 'an AWS access key' },
  // Those of Apps and of jobs are `ghs_APP_JWT` since 2026: GitHub says to take them as opaque.
  { form: /\b(?:gh[pousr]_[A-Za-z0-9._-]{36,}|github_pat_[A-Za-z0-9_]{40,})/g, what: 'a GitHub token' },
  { form: /\bai_implement_[A-Za-z0-9_-]{43}/g, what: 'a token of our admin API' },
  { form: /\bsk-ant-[A-Za-z0-9_-]{24,}/g, what: 'an Anthropic key' },
  { form: /\bxox[abeprs]-[A-Za-z0-9-]{20,}/g, what: 'a Slack token' },
  { form: /_(?:authToken|auth|password)\s*=\s*(?!\s|["']?\$\{)\S{8,}/g, what: 'a login of a registry' },
  { form: /\bnpmAuth(?:Token|Ident):\s*(?!\s|["']?\$\{)\S{8,}/g, what: 'a login of a registry' },
  { form: /\bnpm_[A-Za-z0-9]{36}\b/g, what: 'an npm token' },
  { form: /\bglpat-[A-Za-z0-9_-]{20,}/g, what: 'a GitLab token' },
  { form: /\b[rs]k_live_[A-Za-z0-9]{20,}/g, what: 'a Stripe key' },
  { form: /\bAIza[A-Za-z0-9_-]{35}\b/g, what: 'a Google key' },
];
/** As in the documentation of AWS. */
const PLACEHOLDER = /EXAMPLE$/;

/** What kind of secret a change brings in: one that the text had before is not brought in by it. */
export function secretAdded(before: string, after: string, secrets: readonly KnownSecret[]): string | undefined {
  if (secrets.some((secret) => holds(after, secret) && !holds(before, secret))) return 'a credential of this run';
  const brought = SECRET_CONTENTS.find(({ form }) =>
    (after.match(form) ?? []).some((found) => !before.includes(found) && !PLACEHOLDER.test(found)),
  );
  return brought?.what;
}

function holds(text: string, secret: KnownSecret): boolean {
  return typeof secret === 'string' ? text.includes(secret) : holdsDigested(text, secret);
}
