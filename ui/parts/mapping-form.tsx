import { type Signal, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { OperationRequest } from '../../shared/contract/admin.ts';
import type { MappingView } from '../../shared/contract/mapping-record.ts';
import { ApiProblem, call } from '../api.ts';
import type { FormValues } from '../field-spec.ts';
import { type Choices, type FieldGroup, fieldGroups, inputOf, valuesOf } from '../mapping-values.ts';
import { navigate } from '../route.ts';
import { announce, explain, may } from '../state.ts';
import { Field } from './field.tsx';
import { Link } from './link.tsx';
import { Failure } from './marks.tsx';

type Body = OperationRequest<'createMapping'>['body'];
type FieldErrors = Readonly<Record<string, string>>;

interface MappingFormProps {
  mapping: MappingView | undefined;
  choices: Choices;
}

/** Creates a mapping or changes one. The API alone decides what is right; its sentences stand under the fields. */
export function MappingForm({ mapping, choices }: MappingFormProps) {
  const values = useSignal<FormValues>(valuesOf(mapping, choices));
  const errors = useSignal<FieldErrors>({});
  const failure = useSignal<string | undefined>(undefined);
  const isBusy = useSignal(false);
  const isChangeable = may(mapping === undefined ? 'createMapping' : 'updateMapping');
  const form = useRef<HTMLFormElement>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    isBusy.value = true;
    try {
      const saved = await save(mapping, values.value);
      announce(`${saved.name} is saved`);
      navigate('/mappings');
    } catch (error) {
      errors.value = error instanceof ApiProblem ? error.fields : {};
      const text = explain(error);
      failure.value = Object.keys(errors.value).length === 0 ? text : 'Some fields need another look.';
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <form ref={form} class="form" noValidate onSubmit={(event) => void submit(event)}>
      {fieldGroups(choices).map((group) => (
        <Group key={group.title} isChangeable={isChangeable} group={group} values={values} errors={errors.value} />
      ))}
      <Failure text={failure.value} />
      <div class="actions end">
        <Link to="/mappings" class="button">
          Cancel
        </Link>
        {isChangeable && (
          <button type="submit" class="button primary" disabled={isBusy.value}>
            {mapping === undefined ? 'Create mapping' : 'Save changes'}
          </button>
        )}
      </div>
    </form>
  );
}

function save(mapping: MappingView | undefined, values: FormValues): Promise<MappingView> {
  // The form holds text; whether it is a mapping is for the API to say.
  const body = inputOf(values) as unknown as Body;
  if (mapping === undefined) return call('createMapping', { body });
  const { mappingId, version } = mapping;
  return call('updateMapping', { params: { mappingId }, body: { ...body, version } });
}

interface GroupProps {
  isChangeable: boolean;
  group: FieldGroup;
  values: Signal<FormValues>;
  errors: FieldErrors;
}

function Group({ isChangeable, group, values, errors }: GroupProps) {
  return (
    <fieldset class="card group" disabled={!isChangeable}>
      <div class="group-head">
        <legend>{group.title}</legend>
        <p class="faint">{group.hint}</p>
      </div>
      <div class="group-fields">
        {group.fields
          .filter(({ isShown }) => isShown?.(values.value) ?? true)
          .map((spec) => (
            <Field
              key={spec.name}
              spec={spec}
              value={values.value[spec.name] ?? ''}
              error={errors[spec.name]}
              note={spec.note?.(values.value)}
              onChange={(value) => {
                values.value = { ...values.value, [spec.name]: value };
              }}
            />
          ))}
      </div>
    </fieldset>
  );
}
