import type { ChatSimulator } from '../chat/chat-simulator.ts';
import type { LocalClock } from '../clock.ts';
import type { GitHubSimulator } from '../github/github-simulator.ts';
import type { JiraSimulator } from '../jira/simulator.ts';
import type { LinearSimulator } from '../linear/simulator.ts';

/** The vendors' clouds where they are simulated; undefined: the real one. */
export interface SimulatedClouds {
  linear: LinearSimulator | undefined;
  jira: JiraSimulator | undefined;
  github: GitHubSimulator | undefined;
  chats?: ChatSimulator | undefined;
}

/** A run of the system in the midst of simulated clouds, as far as people reach into it. */
export interface PeopledRun {
  clock: Pick<LocalClock, 'advance' | 'now'>;
  vendors: SimulatedClouds;
  /** Where the system itself answers, and what opens it. */
  laptop: { url: string };
  secrets: { accessCode: string };
  /** Stores a secret anew, as an administrator does; functions that run see it when they next read it. */
  putParameter(name: string, value: string): void;
  /** Waits until nothing goes on, and moves time to the next moment that anything waits for. @default nobody knows what waits */
  toNextMoment?(): Promise<void>;
}
