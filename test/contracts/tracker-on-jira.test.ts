import { jiraHarness } from '../adapters/jira-harness.ts';
import { trackerContract } from './tracker.ts';

trackerContract('Jira against its simulator', jiraHarness);
