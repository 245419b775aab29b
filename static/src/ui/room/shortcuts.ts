/** What a key does in a room. Letters are told by what is on the key, or by its place where the script is another one (Korean). */
export type Shortcut = 'microphone' | 'camera' | 'screen' | 'hand' | 'chat' | 'people' | 'help' | 'talk';

const letters: Readonly<Record<string, Shortcut>> = { m: 'microphone', v: 'camera', s: 'screen', h: 'hand', c: 'chat', p: 'people' };

type Key = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing'>;

export function shortcutOf(event: Key): Shortcut | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return null;
  if (event.key === '?') return 'help';
  if (event.code === 'Space' || event.key === ' ') return 'talk';
  const letter = /^[a-z]$/i.test(event.key) ? event.key : /^Key([A-Z])$/.exec(event.code)?.[1];
  return (letter && letters[letter.toLowerCase()]) || null;
}

/** Somebody is writing, or a dialog or a menu has the keys. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  return target.closest('input:not([type=range]):not([type=checkbox]), textarea, select, [contenteditable=true], [role=dialog], [role=alertdialog], [role=menu], [role=listbox]') !== null;
}

/** Space belongs to the control that was reached with the keyboard, not to one that was only clicked. */
export function spaceIsTaken(target: EventTarget | null): boolean {
  if (isTyping(target)) return true;
  if (!(target instanceof Element)) return false;
  const control = target.closest('button, a, summary, input, [role=button], [role=slider], [tabindex="0"]');
  return control !== null && control.matches(':focus-visible');
}
