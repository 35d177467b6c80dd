import { describe } from 'vitest';
import { standIn } from '../../local/world/vendors/claude-code.ts';
import { claudeCliContract } from './claude-cli.ts';

describe('the stand-in for Claude Code', () => claudeCliContract(standIn().path));
