import { useSignal } from '@preact/signals';
import type { OperationRequest } from '../../shared/contract/admin.ts';
import { ROLES, type Role } from '../../shared/contract/admin-access.ts';
import { ApiProblem, call } from '../api.ts';
import { explain } from '../state.ts';
import { Failure, Notice } from './marks.tsx';

type Body = OperationRequest<'createToken'>['body'];

/** Makes a token, and shows it once: nobody can look at it again. */
export function NewToken({ reload }: { reload: () => Promise<void> }) {
  const body = useSignal<Body>({ name: '', role: 'viewer', days: 90 });
  const made = useSignal<string | undefined>(undefined);
  const failure = useSignal<string | undefined>(undefined);
  const set = (change: Partial<Body>) => {
    body.value = { ...body.value, ...change };
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    made.value = failure.value = undefined;
    try {
      made.value = (await call('createToken', { body: body.value })).token;
      set({ name: '' });
      await reload();
    } catch (error) {
      const text = explain(error);
      failure.value = error instanceof ApiProblem ? (Object.values(error.fields)[0] ?? text) : text;
    }
  };
  return (
    <form class="card padded check" onSubmit={(event) => void submit(event)}>
      <h2>New token</h2>
      <div class="filters">
        <label class="field">
          <span class="label">Name</span>
          <input
            required
            autocomplete="off"
            value={body.value.name}
            onInput={(event) => set({ name: event.currentTarget.value })}
          />
        </label>
        <label class="field">
          <span class="label">Role</span>
          <select value={body.value.role} onChange={(event) => set({ role: event.currentTarget.value as Role })}>
            {ROLES.map((role) => (
              <option key={role}>{role}</option>
            ))}
          </select>
        </label>
        <label class="field">
          <span class="label">Days</span>
          <input
            type="number"
            required
            min={1}
            max={365}
            value={body.value.days}
            onInput={(event) => set({ days: Number(event.currentTarget.value) })}
          />
        </label>
        <button type="submit" class="button">
          Make token
        </button>
      </div>
      <Failure text={failure.value} />
      {made.value !== undefined && (
        <div role="status">
          <Notice tone="good" title="Copy it now: it is shown once">
            <code>{made.value}</code>
          </Notice>
        </div>
      )}
    </form>
  );
}
