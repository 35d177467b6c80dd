import { useId } from 'preact/hooks';
import { ask, query } from '../route.ts';

export interface Filter {
  /** As the address and the API call it. */
  name: string;
  label: string;
  /** A day is picked. @default text is typed, or chosen */
  isDay?: boolean;
  placeholder?: string;
  /** What holds while nothing is asked for. */
  unset?: string | undefined;
  /** What the choice of all is called. @default All */
  all?: string;
  /** Text is typed where there are none. */
  choices?: readonly { value: string; label: string }[];
}

/** By mapping, of those that the list itself names. */
export function mappingFilter(mappings: readonly { mappingId: string; name: string }[]): Filter {
  const choices = mappings.map(({ mappingId, name }) => ({ value: mappingId, label: name }));
  return { name: 'mapping', label: 'Mapping', choices };
}

/** What narrows a list: it stands in the address, and a change begins the list anew. */
export function Filters({ filters }: { filters: readonly Filter[] }) {
  const isNarrowed = filters.some(({ name }) => query.value[name] !== undefined);
  const nothing = Object.fromEntries(filters.map(({ name }) => [name, undefined]));
  return (
    <form class="filters" aria-label="Filters" onSubmit={(event) => event.preventDefault()}>
      {filters.map((filter) => (
        <FilterField key={filter.name} filter={filter} />
      ))}
      {isNarrowed && (
        <button type="button" class="button plain" onClick={() => ask({ ...nothing, after: undefined })}>
          Clear
        </button>
      )}
    </form>
  );
}

function FilterField({ filter }: { filter: Filter }) {
  const { name, label, isDay = false, placeholder = '', unset = '', all = 'All', choices } = filter;
  const id = useId();
  const value = query.value[name] ?? unset;
  const change = (event: { currentTarget: { value: string } }) =>
    ask({ [name]: event.currentTarget.value.trim(), after: undefined });
  return (
    <div class="filter">
      <label for={id}>{label}</label>
      {choices === undefined ? (
        <input
          id={id}
          {...(isDay ? { type: 'date' as const } : { type: 'text' as const })}
          value={value}
          placeholder={placeholder}
          autocomplete="off"
          spellcheck={false}
          onChange={change}
        />
      ) : (
        <select id={id} value={value} onChange={change}>
          <option value="">{all}</option>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}
