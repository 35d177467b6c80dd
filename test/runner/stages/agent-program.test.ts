import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleRunner } from '../../../infra/bundle-runner.ts';
import { agentBench } from '../fixtures/agent-bench.ts';
import { CLAUDE_CODE, SEARCH_PATH } from '../fixtures/claude-code.ts';
import { type Conversation, type MessagesApi, messagesApi, use } from '../fixtures/messages-api.ts';

const SECRET = 'sk-ant-secret-of-this-test';

let bench: ReturnType<typeof agentBench>;
let orchestrator: Server;
let lines: { name?: string; status?: string }[];
let model: MessagesApi;

beforeEach(async () => {
  lines = [];
  orchestrator = createServer(async (request, response) => {
    lines.push(JSON.parse(await text(request)));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => orchestrator.listen(0, '127.0.0.1', resolve));
});

afterEach(() => {
  bench.remove();
  model.close();
  orchestrator.close();
});

/** The agent stage as its job runs it: one file, its environment, credentials on standard input. */
async function program(env: Record<string, string>): Promise<number | null> {
  await bundleRunner(bench.scratch);
  const home = join(bench.scratch, 'home');
  mkdirSync(home);
  const child = spawn(process.execPath, [join(bench.scratch, 'runner.mjs'), 'agent'], {
    env: { PATH: SEARCH_PATH, HOME: home, ...env },
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  child.stdin.end(`ANTHROPIC_API_KEY=${SECRET}\nCLAUDE_CODE_OAUTH_TOKEN=\nANTHROPIC_BASE_URL=${model.url}\n`);
  return new Promise((resolve) => child.once('close', resolve));
}

describe.runIf(CLAUDE_CODE !== undefined)('the agent stage as a program', { timeout: 120_000 }, () => {
  it('implements with Claude Code, reports its steps, and lets nobody but Claude see the credential', async () => {
    bench = agentBench({
      'WORKFLOW.md': '---\nsetup: setup.sh\n---\nWork well.',
      'setup.sh': 'env > ../seen; tr "\\0" "\\n" < /proc/$PPID/environ >> ../seen',
    });
    const script = ({ prompt, turns }: Conversation) => {
      if (prompt.includes('This is the review pass'))
        return [use('StructuredOutput', { isApproved: true, findings: [] })];
      const path = join(bench.repository.folder, 'new.txt');
      if (turns === 0) return [use('Write', { file_path: path, content: 'new\n' })];
      return [use('StructuredOutput', { summary: 'Wrote it', addressed: [] })];
    };
    model = await messagesApi(script);
    const { port } = orchestrator.address() as AddressInfo;
    writeFileSync(join(bench.scratch, 'seen'), '');

    const code = await program({
      AI_IMPLEMENT_CALLBACK_URL: `http://127.0.0.1:${port}`,
      AI_IMPLEMENT_PROGRESS_TOKEN: 'progress-token',
      AI_IMPLEMENT_FOLDER: join(bench.scratch, 'handover'),
      AI_IMPLEMENT_CHECKOUT: bench.repository.folder,
      AI_IMPLEMENT_CLAUDE: CLAUDE_CODE ?? '',
    });

    expect(code).toBe(0);
    expect(bench.outcome()).toMatchObject({ outcome: 'changed', isApproved: true, summary: 'Wrote it' });
    expect(bench.patched()).toEqual(['new.txt']);
    expect(model.requests.every(({ headers }) => headers['x-api-key'] === SECRET)).toBe(true);
    expect(readFileSync(join(bench.scratch, 'seen'), 'utf8')).not.toContain(SECRET);
    expect(lines.filter(({ status }) => status === 'succeeded').map(({ name }) => name)).toEqual([
      'Prepare',
      'Run setup script',
      'Implement',
      'Review',
    ]);
  });
});
