import { expect } from 'vitest';
import { APP, aGitHubSimulator } from '../../../simulators/test/a-github-simulator.ts';
import { startAnsweringProxy } from './answering-proxy.ts';
import type { BrokenAnswer } from './broken-answers.ts';
import { GITHUB_ANSWERS, type GitHubAnswer } from './github-words.ts';

export type AnsweredGitHub = Awaited<ReturnType<typeof startAnsweredGitHub>>;

/** GitHub behind the proxy; one for a whole file. Stopping it shows that it did not fail itself. */
export async function startAnsweredGitHub() {
  const { simulator, clock, close } = await aGitHubSimulator();
  const proxy = await startAnsweringProxy(simulator.url);
  return {
    simulator,
    clock,
    /** With `now` in epoch milliseconds. */
    settings: (now: () => number) => ({ apiUrl: proxy.url, ...APP, now }),
    /**
     * From now on a request of this form (`METHOD path`) is answered so, every other one by `own`, and where that is
     * undefined by GitHub. Answers how often that was.
     */
    answer(asked: RegExp, name: GitHubAnswer, own: (request: string) => BrokenAnswer | undefined = () => undefined) {
      let answered = 0;
      proxy.answerWith(({ method, path }) => {
        const request = `${method} ${path}`;
        if (!asked.test(request)) return own(request);
        answered += 1;
        const answer = GITHUB_ANSWERS[name];
        return answer.status === undefined ? { ...own(request), ...answer } : answer;
      });
      return () => answered;
    },
    recover: () => proxy.answerWith(() => undefined),
    async stop() {
      await proxy.stop();
      await close();
      expect(simulator.failures).toEqual([]);
    },
  };
}
