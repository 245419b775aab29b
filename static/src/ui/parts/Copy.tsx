import { Check, Copy as CopyIcon } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useText } from '../../text';
import { announce } from '../notice/notices';

export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** A text to copy, which can also be selected by hand where the clipboard is closed. */
export function CopyText({ text, label }: { text: string; label: string }) {
  const t = useText();
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), 2500);
    return () => clearTimeout(timer);
  }, [done]);
  return (
    <div className="inline-form">
      <input className="input" readOnly value={text} aria-label={label} onFocus={(event) => event.target.select()} />
      <button type="button" className="button" onClick={() => void copy(text).then((good) => (setDone(good), good && announce(t.app.copied)))}>
        {done ? <Check size={18} aria-hidden /> : <CopyIcon size={18} aria-hidden />}
        {done ? t.app.copied : t.app.copy}
      </button>
    </div>
  );
}
