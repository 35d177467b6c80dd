import type { NamedField } from '../mapping-values.ts';

interface FieldProps {
  spec: NamedField;
  value: string;
  error: string | undefined;
  /** What the other fields make of the hint. */
  note: string | undefined;
  onChange: (value: string) => void;
}

/** One field of a form with its hint, or what is wrong with it. */
export function Field({ spec, value, error, note, onChange }: FieldProps) {
  const noteId = `${spec.name}-note`;
  return (
    <div class="field">
      <label class="label" for={spec.name}>
        {spec.label}
        {spec.isRequired !== true && spec.choices === undefined && <span class="faint"> (optional)</span>}
      </label>
      <Control spec={spec} value={value} isInvalid={error !== undefined} noteId={noteId} onChange={onChange} />
      <p class={error === undefined ? 'hint' : 'field-error'} id={noteId}>
        {error ?? [spec.hint, note].filter(Boolean).join(' ')}
      </p>
    </div>
  );
}

interface ControlProps extends Omit<FieldProps, 'error' | 'note'> {
  isInvalid: boolean;
  noteId: string;
}

function Control({ spec, value, isInvalid, noteId, onChange }: ControlProps) {
  const { name, range, step, choices, placeholder } = spec;
  const shared = { id: name, name, value, 'aria-invalid': isInvalid, 'aria-describedby': noteId };
  if (choices !== undefined) {
    return (
      <select {...shared} onChange={(event) => onChange(event.currentTarget.value)}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    );
  }
  const inputMode = step === undefined ? ('numeric' as const) : ('decimal' as const);
  const numeric =
    range === undefined ? {} : { type: 'number' as const, min: range[0], max: range[1], step: step ?? 1, inputMode };
  return (
    <input
      type="text"
      autocomplete="off"
      spellcheck={false}
      {...shared}
      {...numeric}
      placeholder={placeholder ?? ''}
      required={spec.isRequired === true}
      onInput={(event) => onChange(event.currentTarget.value)}
    />
  );
}
