import { Paperclip, Reply, SendHorizontal, X } from 'lucide-react';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import type { ChatMessage } from '../../chat';
import { useText } from '../../text';
import { tellProblem } from '../notice/problemText';
import { useCallState, useThings } from '../room/context';
import { mentionAt, suggestionsFor } from './pieces';

const longest = 4000;

interface ComposerProps {
  readonly names: readonly string[];
  readonly replyTo: ChatMessage | null;
  readonly editing: ChatMessage | null;
  /** Has the focus from the beginning. */
  readonly takesFocus: boolean;
  onDone(): void;
}

/** Where one writes. Enter sends, unless a sign is just being put together, as in Korean. */
export function Composer({ names, replyTo, editing, takesFocus, onDone }: ComposerProps) {
  const t = useText();
  const { chat, files } = useThings().visit;
  const someone = useCallState((state) => state.peers.some((peer) => peer.direct));
  const id = useId();
  const [text, setText] = useState(editing?.text ?? '');
  const [caret, setCaret] = useState(0);
  const [chosen, setChosen] = useState(0);
  const [dismissed, setDismissed] = useState(-1);
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (takesFocus) field.current?.focus();
  }, [takesFocus]);

  useEffect(() => {
    if (!editing && !replyTo) return;
    field.current?.focus();
    if (editing) field.current?.setSelectionRange(editing.text.length, editing.text.length);
  }, [editing, replyTo]);

  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.blockSize = 'auto';
    element.style.blockSize = `${Math.min(element.scrollHeight + 2, 160)}px`;
  }, [text]);

  const mention = mentionAt(text, caret);
  const suggestions = mention && mention.from !== dismissed ? suggestionsFor(mention.typed, names) : [];
  const open = suggestions.length > 0;
  const tooLong = text.length - longest;

  function complete(name: string) {
    if (!mention) return;
    const head = `${text.slice(0, mention.from)}@${name} `;
    setText(head + text.slice(caret));
    setCaret(head.length);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(head.length, head.length);
    });
  }

  function send() {
    const said = text.trim();
    if (!said || tooLong > 0) return;
    if (editing?.sequence) void chat.edit(editing.sequence, said).catch(tellProblem);
    else chat.send(said, replyTo?.sequence ?? undefined);
    setText('');
    onDone();
    field.current?.focus();
  }

  function onKeyDown(event: React.KeyboardEvent) {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (open) {
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault();
        setChosen((chosen + (event.key === 'ArrowDown' ? 1 : suggestions.length - 1)) % suggestions.length);
        return;
      }
      if (event.key === 'Enter' || event.key === 'Tab') {
        event.preventDefault();
        complete(suggestions[chosen] ?? suggestions[0]!);
        return;
      }
      if (event.key === 'Escape') {
        event.preventDefault();
        setDismissed(mention!.from);
        return;
      }
    }
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === 'Escape' && (replyTo || editing)) {
      event.preventDefault();
      onDone();
    } else if (event.key === 'ArrowUp' && !text && !editing) {
      // Up in an empty field goes to the last message, from where everything can be done with it.
      event.preventDefault();
      document.querySelector<HTMLElement>('.message[tabindex="0"]')?.focus();
    }
  }

  return (
    <form className="composer" onSubmit={(event) => { event.preventDefault(); send(); }}>
      {(replyTo || editing) && (
        <div className="composer-about">
          <Reply size={16} aria-hidden />
          <span className="grow one-line">{editing ? t.chat.editing : <>{t.chat.replyTo(replyTo!.author.name)}: <bdi>{replyTo!.text}</bdi></>}</span>
          <button type="button" className="button icon small plain" aria-label={editing ? t.app.cancel : t.chat.cancelReply} onClick={onDone}><X size={16} aria-hidden /></button>
        </div>
      )}
      {open && (
        <ul className="suggestions" role="listbox" id={`${id}-list`} aria-label={t.chat.mentions}>
          {suggestions.map((name, place) => (
            <li
              key={name} role="option" id={`${id}-${place}`} aria-selected={place === chosen}
              onPointerDown={(event) => { event.preventDefault(); complete(name); }}
            ><bdi className="name">{name}</bdi></li>
          ))}
        </ul>
      )}
      <div className="composer-row">
        <button type="button" className="button icon plain" aria-label={t.chat.attach} title={t.chat.attach} disabled={!someone} onClick={() => picker.current?.click()}><Paperclip size={20} aria-hidden /></button>
        <input ref={picker} type="file" multiple hidden onChange={(event) => { for (const file of event.target.files ?? []) files.offer(file); event.target.value = ''; }} />
        <textarea
          ref={field} data-first rows={1} className="input" value={text} aria-label={editing ? t.chat.editing : t.chat.write} placeholder={t.chat.placeholder} dir="auto"
          aria-autocomplete="list" aria-controls={open ? `${id}-list` : undefined} aria-activedescendant={open ? `${id}-${chosen}` : undefined}
          aria-describedby={`${id}-hint`} enterKeyHint="send" onKeyDown={onKeyDown} onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onChange={(event) => { setText(event.target.value); setCaret(event.target.selectionStart); setChosen(0); setDismissed(-1); if (!editing) chat.typing(); }}
        />
        <button type="submit" className="button icon primary" aria-label={editing ? t.app.save : t.chat.send} disabled={!text.trim() || tooLong > 0}><SendHorizontal size={20} aria-hidden /></button>
      </div>
      <p id={`${id}-hint`} className={tooLong > 0 ? 'error-text small-text' : 'hidden-text'}>{tooLong > 0 ? t.chat.tooLong(tooLong) : t.chat.hint}</p>
    </form>
  );
}
