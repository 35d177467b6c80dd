import { text } from 'node:stream/consumers';
import { CLAUDE_VERSION } from '../../shared/contract/claude-version.ts';
import { converse, type Ending } from './converse.ts';
import { ModelError } from './model-client.ts';
import { OptionError, type Options, readOptions } from './options.ts';
import { newSession, type Session } from './session.ts';

/**
 * Stands in for Claude Code where it is not installed: the same options, stream and tools as far as our runner uses them, and
 * the same Messages API, behind which a script plays the model.
 */
const args = process.argv.slice(2);
if (args.includes('--version') || args.includes('-v')) console.log(`${CLAUDE_VERSION} (scripted stand-in)`);
else process.exitCode = await run(args);

async function run(given: string[]): Promise<number> {
  try {
    const options = readOptions(given);
    const session = newSession(options, process.env, process.cwd());
    return await play(session, await text(process.stdin));
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    console.error(error.message);
    return 1;
  }
}

async function play(session: Session, prompt: string): Promise<number> {
  const { options, folder } = session;
  const tools = options['--tools'];
  session.emit({
    type: 'system',
    subtype: 'init',
    cwd: folder,
    tools,
    model: options['--model'],
    claude_code_version: CLAUDE_VERSION,
  });
  try {
    const ending = await converse(session, {
      system: `You are played by a script. ${options['--append-system-prompt']}`.trim(),
      reminders: [environmentOf(folder), ...agentList(options)],
      prompt,
      model: options['--model'],
      tools,
    });
    return end(session, resultOf(ending));
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    session.emit({
      type: 'assistant',
      message: { id: 'none', role: 'assistant', content: [{ type: 'text', text: error.message }] },
    });
    return end(session, {
      subtype: 'success',
      is_error: true,
      api_error_status: error.status ?? null,
      num_turns: 1,
      result: error.message,
    });
  }
}

function end(session: Session, result: Record<string, unknown> & { is_error: boolean }): number {
  session.emit({ type: 'result', ...result, ...session.totals() });
  return result.is_error ? 1 : 0;
}

function resultOf(ending: Ending) {
  if (ending.kind !== 'done') {
    return {
      subtype: `error_${ending.kind}`,
      is_error: true,
      num_turns: ending.turns,
      errors: [`Ended by ${ending.kind}`],
    };
  }
  const answer = ending.answer === undefined ? {} : { structured_output: ending.answer };
  return { subtype: 'success', is_error: false, num_turns: ending.turns, result: ending.text, ...answer };
}

/** In Claude Code's own words, since scripts read them. */
function environmentOf(folder: string): string {
  return `# Environment\n - Primary working directory: ${folder}\n - Platform: ${process.platform}`;
}

function agentList(options: Options): string[] {
  const agents = Object.entries(options['--agents']);
  if (agents.length === 0 || !options['--tools'].includes('Agent')) return [];
  const lines = agents.map(([name, { description }]) => `- ${name}: ${description}`);
  return [`Available agent types for the Agent tool:\n${lines.join('\n')}`];
}
