import { invalidInput, notSimulated } from './refusals.ts';

type Filter = Record<string, unknown>;
type Comparator = (value: unknown, operand: unknown) => boolean;

const COMPARATORS: Record<string, Comparator> = {
  eq: (value, operand) => value === operand,
  eqIgnoreCase: (value, operand) => String(value).toLowerCase() === String(operand).toLowerCase(),
  neq: (value, operand) => value !== operand,
  in: (value, operand) => Array.isArray(operand) && operand.includes(value),
  nin: (value, operand) => Array.isArray(operand) && !operand.includes(value),
};

/**
 * Whether a record fits one of Linear's filters. `facts` holds what can be filtered by: texts and numbers (met by
 * comparators), objects or null (met by filters of their own), and lists (met by `some`, `every`, or a filter that one
 * of them must fit). A field or comparator that is not known here is an error, never ignored.
 */
export function matchesFilter(filter: Filter | null | undefined, facts: Record<string, unknown>): boolean {
  return Object.entries(filter ?? {}).every(([key, wanted]) => {
    if (key === 'and') return filtersOf(wanted).every((part) => matchesFilter(part, facts));
    if (key === 'or') return filtersOf(wanted).some((part) => matchesFilter(part, facts));
    if (!(key in facts)) throw notSimulated(`the filter ${key}`);
    return matchesField(filterOf(wanted), facts[key]);
  });
}

function matchesField(filter: Filter, fact: unknown): boolean {
  if (Array.isArray(fact)) return matchesList(filter, fact);
  if (filter['null'] !== undefined) {
    const { null: wanted, ...rest } = filter;
    if (Object.keys(rest).length > 0) throw notSimulated('null beside other comparators');
    return (fact === null) === wanted;
  }
  if (fact === null) return false;
  if (typeof fact === 'object') return matchesFilter(filter, fact as Record<string, unknown>);
  return Object.entries(filter).every(([name, operand]) => {
    const comparator = COMPARATORS[name];
    if (!comparator) throw notSimulated(`the comparator ${name}`);
    return comparator(fact, operand);
  });
}

function matchesList(filter: Filter, facts: Array<Record<string, unknown>>): boolean {
  const { some, every, ...rest } = filter;
  if (some !== undefined && !facts.some((fact) => matchesFilter(filterOf(some), fact))) return false;
  if (every !== undefined && !facts.every((fact) => matchesFilter(filterOf(every), fact))) return false;
  return Object.keys(rest).length === 0 || facts.some((fact) => matchesFilter(rest, fact));
}

function filterOf(value: unknown): Filter {
  if (typeof value !== 'object' || value === null) throw invalidInput('A filter must not be null');
  return value as Filter;
}

function filtersOf(value: unknown): Filter[] {
  if (!Array.isArray(value)) throw invalidInput('and / or want a list');
  return value.map(filterOf);
}
