import { signal } from '@preact/signals';

export const BASE = '/admin';

/** The path below `/admin`, such as `/runs/01H…`; `/` for the start page. */
export const path = signal(current());

function current(): string {
  const below = location.pathname.slice(BASE.length).replace(/\/+$/, '');
  return below === '' ? '/' : below;
}

export function navigate(to: string): void {
  history.pushState(null, '', to === '/' ? BASE : BASE + to);
  path.value = current();
  scrollTo(0, 0);
  // So that screen readers and the keyboard go on at the new page, not where the old link was.
  requestAnimationFrame(() => document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true }));
}

addEventListener('popstate', () => {
  path.value = current();
});
