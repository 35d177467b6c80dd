import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface KeyedListProps {
  label: string;
  children: ComponentChildren;
}

/** Keys and how many rows they go on by. */
const MOVES: Readonly<Record<string, number>> = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 };

const ACTIONS = '.row-actions a, .row-actions button';

/**
 * A list that is worked off by keyboard: J and K go from row to row, Enter does the first action of a row, or follows its link, and Tab leads through them
 * all. Where a row was done with, the next one takes its place under the keys.
 */
export function KeyedList({ label, children }: KeyedListProps) {
  const list = useRef<HTMLUListElement>(null);
  /** Which row has the keys; undefined while they are elsewhere. */
  const at = useRef<number | undefined>(undefined);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (list.current !== null) move(event, list.current);
    };
    const onPointer = ({ target }: PointerEvent) => {
      if (!(target instanceof Node && list.current?.contains(target))) at.current = undefined;
    };
    document.addEventListener('keydown', onKey);
    document.addEventListener('pointerdown', onPointer);
    return () => {
      document.removeEventListener('keydown', onKey);
      document.removeEventListener('pointerdown', onPointer);
    };
  }, []);
  useEffect(() => {
    if (list.current !== null && at.current !== undefined) keepFocus(list.current, at.current);
  });
  return (
    <ul
      ref={list}
      class="card rows"
      aria-label={label}
      onFocusIn={({ target }) => {
        at.current = rowsOf(list.current).findIndex((row) => row.contains(target as Node));
      }}
      onFocusOut={({ relatedTarget }) => {
        const isLeft = relatedTarget instanceof Node && list.current?.contains(relatedTarget) === false;
        if (isLeft) at.current = undefined;
      }}
    >
      {children}
    </ul>
  );
}

function rowsOf(list: HTMLUListElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>(':scope > li') ?? [])];
}

function move(event: KeyboardEvent, list: HTMLUListElement): void {
  const step = MOVES[event.key];
  const { activeElement } = document;
  const isWithin = list.contains(activeElement);
  if (event.key === 'Enter' && activeElement?.parentElement === list) {
    const [act = activeElement.querySelector<HTMLElement>('a')] = activeElement.querySelectorAll<HTMLElement>(ACTIONS);
    act?.click();
    event.preventDefault();
    return;
  }
  // Arrows scroll the page while the keys are elsewhere.
  if (step === undefined || isElsewhere(event) || (event.key.startsWith('Arrow') && !isWithin)) return;
  const rows = rowsOf(list);
  const from = rows.findIndex((row) => row.contains(activeElement));
  rows[Math.min(Math.max(from + step, 0), rows.length - 1)]?.focus();
  event.preventDefault();
}

/** Somebody types, or asks for something of the browser. */
function isElsewhere({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  const isTyped = target instanceof Element && target.closest('input, select, textarea, dialog') !== null;
  return isTyped || ctrlKey || metaKey || altKey;
}

/** The row that had the keys went away: the one in its place gets them. */
function keepFocus(list: HTMLUListElement, at: number): void {
  if (document.activeElement !== document.body && document.activeElement !== null) return;
  const rows = rowsOf(list);
  rows[Math.min(at, rows.length - 1)]?.focus({ preventScroll: true });
}
