import { describe } from 'vitest';
import { findClaude } from '../../local/world/vendors/claude-code.ts';
import { claudeCliContract } from '../contracts/claude-cli.ts';

const claude = findClaude();
if (claude === undefined) throw new Error('Claude Code is not installed: npm run test:claude installs it');

describe('Claude Code', () => claudeCliContract(claude.path));
