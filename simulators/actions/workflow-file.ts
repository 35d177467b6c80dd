import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/template-token';
import { type CacheMode, readCacheModes } from './cache-mode.ts';
import type { Language } from './language.ts';
import { readSteps, type StepDescription } from './step-description.ts';
import { type Fields, type TokenReader, tokenReader } from './token-reader.ts';
import { Unsupported } from './unsupported.ts';

export type Permissions = Readonly<Record<string, 'read' | 'write'>>;

export interface InputDeclaration {
  name: string;
  type: 'string' | 'number' | 'boolean';
  isRequired: boolean;
}

interface JobFacts {
  id: string;
  name: TemplateToken | undefined;
  needs: string[];
  condition: TemplateToken | undefined;
  permissions: Permissions | undefined;
  concurrency: TemplateToken | undefined;
  cacheMode: CacheMode | undefined;
}

/** A job with steps of its own. */
export interface StepsJob extends JobFacts {
  kind: 'steps';
  runsOn: TemplateToken;
  timeoutMinutes: TemplateToken | undefined;
  container: TemplateToken | undefined;
  env: TemplateToken | undefined;
  outputs: TemplateToken | undefined;
  shell: string | undefined;
  steps: StepDescription[];
}

/** A job that calls another workflow file of its repository. */
interface CallJob extends JobFacts {
  kind: 'call';
  /** Path of the file from the root. */
  path: string;
  inputs: TemplateToken | undefined;
  secrets: TemplateToken | undefined;
}

export type JobDescription = StepsJob | CallJob;

/** A workflow file as far as the simulator plays it. */
export interface WorkflowFile {
  path: string;
  name: string;
  /** Undefined where the file cannot be dispatched. */
  dispatchInputs: InputDeclaration[] | undefined;
  /** Undefined where the file cannot be called. */
  call: { inputs: InputDeclaration[]; secrets: { name: string; isRequired: boolean }[] } | undefined;
  permissions: Permissions | undefined;
  concurrency: TemplateToken | undefined;
  /** Undefined where neither file nor job states one: the caller's, or all of it. */
  cacheMode: CacheMode | undefined;
  env: TemplateToken | undefined;
  jobs: JobDescription[];
}

/** Reads a workflow file with GitHub's parser; what GitHub refuses, or the simulator does not model, throws `Unsupported`. */
export function readWorkflowFile(language: Language, path: string, content: string): WorkflowFile {
  const cache = readCacheModes(path, content);
  const { context, value } = language.parseWorkflow(
    { name: path, content: cache.rest },
    new language.NoOperationTraceWriter(),
  );
  const [error] = context.errors.getErrors();
  if (error !== undefined || value === undefined) throw new Unsupported(path, error?.message ?? 'the file is empty');
  const read = tokenReader(language, path);
  const root = read.fields(value, ['name', 'run-name', 'on', 'permissions', 'concurrency', 'env', 'defaults', 'jobs']);
  const events = readEvents(read, path, read.needed(root, 'on'));
  const shell = readShell(read, root);
  return {
    path,
    name: read.text(root, 'name') ?? path,
    dispatchInputs: events.has('workflow_dispatch') ? readInputs(read, events.get('workflow_dispatch')) : undefined,
    call: events.has('workflow_call') ? readCall(read, events.get('workflow_call')) : undefined,
    permissions: readPermissions(read, root.get('permissions')),
    concurrency: root.get('concurrency'),
    cacheMode: cache.ofFile,
    env: root.get('env'),
    jobs: [...read.all(read.needed(root, 'jobs'))].map(([id, job]) => ({
      ...readJob(read, id, job, shell),
      cacheMode: cache.ofJob(id),
    })),
  };
}

const EVENTS = [
  ...['workflow_dispatch', 'workflow_call'],
  ...['issue_comment', 'pull_request_review', 'pull_request_review_comment'],
];

/** Events with their facts, or as names alone. */
function readEvents(read: TokenReader, path: string, token: TemplateToken): Map<string, TemplateToken | undefined> {
  if (token.typeName() === 'MappingToken') return new Map(read.fields(token, EVENTS));
  const names = read.texts(token);
  const foreign = names.find((name) => !EVENTS.includes(name));
  if (foreign !== undefined) throw new Unsupported(path, `the simulator does not model the event ${foreign}`);
  return new Map(names.map((name) => [name, undefined]));
}

function readInputs(read: TokenReader, event: TemplateToken | undefined): InputDeclaration[] {
  const fields = read.optionalFields(event, ['inputs', 'secrets']);
  return [...read.all(fields.get('inputs'))].map(([name, token]) => {
    const input = read.fields(token, ['type', 'required', 'description']);
    const type = read.text(input, 'type') ?? 'string';
    if (type !== 'string' && type !== 'number' && type !== 'boolean') {
      throw new Unsupported(`input ${name}`, `the simulator does not model the type ${type}`);
    }
    return { name, type, isRequired: read.text(input, 'required') === 'true' };
  });
}

function readCall(read: TokenReader, event: TemplateToken | undefined): WorkflowFile['call'] {
  const fields = read.optionalFields(event, ['inputs', 'secrets']);
  const secrets = [...read.all(fields.get('secrets'))].map(([name, token]) => {
    const secret = read.optionalFields(token, ['required', 'description']);
    return { name, isRequired: read.text(secret, 'required') === 'true' };
  });
  return { inputs: readInputs(read, event), secrets };
}

function readPermissions(read: TokenReader, token: TemplateToken | undefined): Permissions | undefined {
  if (token === undefined) return undefined;
  const granted = [...read.all(token)].map(([name, level]) => [name, String(level)] as const);
  return Object.fromEntries(granted.filter(([, level]) => level !== 'none')) as Permissions;
}

function readShell(read: TokenReader, fields: Fields): string | undefined {
  const defaults = read.optionalFields(fields.get('defaults'), ['run']);
  return read.text(read.optionalFields(defaults.get('run'), ['shell']), 'shell');
}

const CALL_FIELDS = ['name', 'needs', 'if', 'permissions', 'concurrency', 'uses', 'with', 'secrets'];
const STEPS_FIELDS = [
  ...['name', 'needs', 'if', 'permissions', 'concurrency', 'runs-on', 'timeout-minutes', 'container', 'env', 'outputs'],
  ...['defaults', 'steps'],
];

function readJob(read: TokenReader, id: string, token: TemplateToken, shell: string | undefined): JobDescription {
  const isCall = read.all(token).has('uses');
  const job = read.fields(token, isCall ? CALL_FIELDS : STEPS_FIELDS);
  const facts: JobFacts = {
    id,
    name: job.get('name'),
    needs: read.texts(job.get('needs')),
    condition: job.get('if'),
    permissions: readPermissions(read, job.get('permissions')),
    concurrency: job.get('concurrency'),
    cacheMode: undefined,
  };
  if (isCall) {
    const path = callPath(id, read.text(job, 'uses') ?? '');
    return { ...facts, kind: 'call', path, inputs: job.get('with'), secrets: job.get('secrets') };
  }
  return {
    ...facts,
    kind: 'steps',
    runsOn: read.needed(job, 'runs-on'),
    timeoutMinutes: job.get('timeout-minutes'),
    container: job.get('container'),
    env: job.get('env'),
    outputs: job.get('outputs'),
    shell: readShell(read, job) ?? shell,
    steps: readSteps(read, id, read.needed(job, 'steps')),
  };
}

function callPath(id: string, uses: string): string {
  if (/^\.\/\.github\/workflows\/[\w.-]+\.ya?ml$/.test(uses)) return uses.slice(2);
  throw new Unsupported(`job ${id}`, `the simulator calls workflow files of the same repository only, not ${uses}`);
}
