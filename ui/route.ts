import { signal } from '@preact/signals';

export const BASE = '/admin';

/** The path below `/admin`, such as `/runs/01H…`; `/` for the start page. */
export const path = signal(current());
/** What stands behind the `?` of the address: filters of a list, and where it begins. */
export const query = signal(asked());

// Lists come back as they were left: we know when their rows are there again.
history.scrollRestoration = 'manual';

function current(): string {
  const below = location.pathname.slice(BASE.length).replace(/\/+$/, '');
  return below === '' ? '/' : below;
}

function asked(): Readonly<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(location.search));
}

function take(): void {
  path.value = current();
  query.value = asked();
}

export function navigate(to: string): void {
  leave(to);
  scrollTo(0, 0);
  hasLed = true;
  requestAnimationFrame(focusHeading);
}

/** Whether a link within the UI led to this page. */
let hasLed = false;

/** So that screen readers and the keyboard go on at the new page, not where the old link was. */
export function focusHeading(): void {
  if (hasLed) document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
}

/** Changes what is asked of this page; what is empty is left out. Back undoes it, and the keys stay where they are. */
export function ask(changes: Readonly<Record<string, string | undefined>>): void {
  leave(path.value + searchOf({ ...query.value, ...changes }));
}

/** The end of an address that asks for this. */
export function searchOf(wanted: Readonly<Record<string, string | undefined>>): string {
  const search = new URLSearchParams(Object.entries(wanted).flatMap(([key, value]) => (value ? [[key, value]] : [])));
  return search.size > 0 ? `?${search}` : '';
}

function leave(to: string): void {
  history.replaceState({ scroll: scrollY }, '');
  history.pushState(null, '', to === '/' ? BASE : BASE + to);
  take();
}

addEventListener('popstate', ({ state }: PopStateEvent) => {
  take();
  const { scroll = 0 } = (state ?? {}) as { scroll?: number };
  requestAnimationFrame(() => scrollTo(0, scroll));
});
