import { CLAUDE_VERSION } from '../../shared/contract/claude-version.ts';

/**
 * The packages of Claude Code by platform, as npm names them, each with the hash of the archive that our release was made with:
 * `npm view @anthropic-ai/claude-code-PLATFORM@VERSION dist.integrity`. They change together with the version.
 */
export const CLAUDE_INTEGRITY = {
  'linux-x64': 'sha512-f4JWhzwYutJIHScC7/dYOPX6s28tt7ZADhsOi8zwOHq5fFPEuUeChh2NMfinSg0GrUckYxaeebC4h0DqiKzLcw==',
  'linux-arm64': 'sha512-BlHNEtK38KBPWU31F4lUSS9sHclCyfWbThT1CErvxxH8+XcljYLZlQwdyXBkTD62rw1TgfE1u1a+quMWS0NSJg==',
  'linux-x64-musl': 'sha512-QoQzwipnqRAdBKDAJNJ2Qvl37G6x8nCugfOQa+nuMcGIRgGEOLeWoq3pTLMQRScL37estAQBGH9ygR3WFVbIfw==',
  'linux-arm64-musl': 'sha512-jdjkkJLfAQ9M1HbT05tZHQpGNZUEPUebYwW/xpiMypZddB0lNlHlB9mXfOVV/UUPO0JCghj1NSQjxhhJc4L4CA==',
  'darwin-x64': 'sha512-i0GV2ejBOeHMXs+XPCd1IaJj1GV3VdZl8hiQD6hLMR/N7f4Nt8q4Edj1GYJCKXPLJa/zsE9Uv6r9rZ/ldVFQPQ==',
  'darwin-arm64': 'sha512-L/F5mypyB7SK59cesiAqGv1bVNd+8xTn0LF5kV6EGL6UMhofVJMFlokhDRoxNzANNC5i/5JdzfJyDOKUbZObiA==',
} as const;
export type ClaudePlatform = keyof typeof CLAUDE_INTEGRITY;

export const claudePackage = (platform: ClaudePlatform) => `@anthropic-ai/claude-code-${platform}`;

/** `package.json` and the lock file by which npm installs that one package, or refuses another archive. */
export function claudeLock(platform: ClaudePlatform): { manifest: object; lock: object } {
  const name = claudePackage(platform);
  const dependencies = { [name]: CLAUDE_VERSION };
  const packages = {
    '': { dependencies },
    [`node_modules/${name}`]: { version: CLAUDE_VERSION, integrity: CLAUDE_INTEGRITY[platform] },
  };
  return { manifest: { private: true, dependencies }, lock: { lockfileVersion: 3, requires: true, packages } };
}
