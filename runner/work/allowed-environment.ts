/** What programs of the repository, git and Claude Code see of our environment; no token and no credential is among it. */
const ALLOWED = [
  'PATH',
  'HOME',
  'USER',
  'SHELL',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'JAVA_HOME',
  'RUNNER_OS',
  'RUNNER_ARCH',
  'RUNNER_TOOL_CACHE',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'npm_config_registry',
];

/** The part of `environment` that code of the repository may see, with `CI` set. */
export function allowedEnvironment(environment: Record<string, string | undefined>): Record<string, string> {
  const allowed = ALLOWED.flatMap((name): [string, string][] => {
    const value = environment[name];
    return value === undefined || value === '' ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(allowed), CI: 'true' };
}
