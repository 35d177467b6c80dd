import type { MappingView, ScopeField, SettingField } from '../shared/contract/mapping-record.ts';

type TrackerName = MappingView['tracker'];
/** Every field that the form may ask for. */
export type FieldName = SettingField | 'tracker' | { [Name in TrackerName]: ScopeField<Name> }[TrackerName];
export type FormValues = Partial<Record<FieldName, string>>;

export interface FieldSpec {
  label: string;
  hint?: string;
  /** What stands after the hint while these values are filled in. */
  note?: (values: FormValues) => string;
  placeholder?: string;
  isRequired?: boolean;
  /** A number within these bounds. */
  range?: readonly [from: number, to: number];
  /** @default whole numbers only */
  step?: 'any';
  choices?: readonly Choice[];
  /** Its choices stand for yes and no. */
  isFlag?: boolean;
  /** Asked for only then; what stands in it is kept all the same. @default always */
  isShown?: (values: FormValues) => boolean;
  /** Sent only then: elsewhere a mapping cannot have it. @default always, where it is filled */
  isSent?: (values: FormValues) => boolean;
}

interface Choice {
  value: string;
  label: string;
}

/** How a number or a flag is typed: a field that is one and does not say so would be sent as text. */
export type SpecOf<Value> = FieldSpec &
  (Value extends number ? Required<Pick<FieldSpec, 'range'>> : Value extends boolean ? { isFlag: true } : object);
