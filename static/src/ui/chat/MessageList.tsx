import { ArrowDown, MessagesSquare } from 'lucide-react';
import { Fragment, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { ChatMessage } from '../../chat';
import { useText } from '../../text';
import { day } from '../../text/format';
import { useChatState, useThings } from '../room/context';
import { MessageItem } from './MessageItem';
import { rowsOf } from './rows';

interface MessageListProps {
  readonly names: readonly string[];
  onReply(message: ChatMessage): void;
  onEdit(message: ChatMessage): void;
}

/** How near to the end counts as reading along. */
const near = 60;

/** What was written, oldest first. One stop for the Tab key; arrow keys go from message to message. */
export function MessageList({ names, onReply, onEdit }: MessageListProps) {
  const t = useText();
  const { chat } = useThings().visit;
  const { messages, loaded, loadingOlder, hasOlder, unreadFrom } = useChatState((state) => state);
  const rows = useMemo(() => rowsOf(messages, unreadFrom), [messages, unreadFrom]);
  const list = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const [seen, setSeen] = useState(() => messages.length);
  const [current, setCurrent] = useState<string | null>(null);
  const [shown, setShown] = useState<string | null>(null);
  const before = useRef({ height: 0, top: 0, first: '', end: true });
  const firstKey = messages[0]?.key ?? '';
  const lastKey = messages.at(-1)?.key ?? '';

  // Older messages come above: what one reads stays where it is. New ones come below: who reads along goes along.
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const { height, top, first, end } = before.current;
    if (end) element.scrollTop = element.scrollHeight;
    else if (first && first !== firstKey) element.scrollTop = top + element.scrollHeight - height;
    before.current = { height: element.scrollHeight, top: element.scrollTop, first: firstKey, end };
  }, [firstKey, lastKey, rows.length, loaded]);

  // One's own words are always shown.
  const lastIsMine = messages.at(-1)?.mine ?? false;
  useLayoutEffect(() => {
    if (lastIsMine) toEnd();
  }, [lastKey, lastIsMine]);

  useEffect(() => {
    if (atEnd) setSeen(messages.length);
    const look = () => chat.setReading(atEnd && document.visibilityState === 'visible' && document.hasFocus());
    look();
    const signs = ['focus', 'blur', 'visibilitychange'] as const;
    for (const sign of signs) window.addEventListener(sign, look, true);
    return () => {
      for (const sign of signs) window.removeEventListener(sign, look, true);
    };
  }, [atEnd, messages.length, chat]);

  useEffect(() => () => {
    chat.setReading(false);
    chat.clearUnreadLine();
  }, [chat]);

  function toEnd() {
    const element = list.current;
    if (element) element.scrollTop = element.scrollHeight;
  }

  const onScroll = () => {
    const element = list.current;
    if (!element) return;
    const end = element.scrollHeight - element.scrollTop - element.clientHeight < near;
    before.current = { height: element.scrollHeight, top: element.scrollTop, first: firstKey, end };
    setAtEnd(end);
    if (element.scrollTop < 200 && hasOlder && !loadingOlder) void chat.loadOlder();
  };

  const onKeyDown = (event: React.KeyboardEvent) => {
    const item = (event.target as Element).closest<HTMLElement>('li[data-key]');
    if (!item || event.target !== item) return;
    const items = [...(list.current?.querySelectorAll<HTMLElement>('li[data-key]') ?? [])];
    const place = items.indexOf(item);
    const next = { ArrowUp: items[place - 1], ArrowDown: items[place + 1], Home: items[0], End: items.at(-1) }[event.key];
    if (!next) return;
    event.preventDefault();
    next.focus();
  };

  const reveal = useCallback(async (sequence: number) => {
    if (!(await chat.reveal(sequence))) return;
    const found = chat.state.getState().messages.find((message) => message.sequence === sequence);
    if (!found) return;
    setShown(found.key);
    requestAnimationFrame(() => {
      const item = list.current?.querySelector<HTMLElement>(`li[data-key="${CSS.escape(found.key)}"]`);
      item?.scrollIntoView({ block: 'center' });
      item?.focus({ preventScroll: true });
    });
    setTimeout(() => setShown(null), 2500);
  }, [chat]);

  const stop = current && messages.some((message) => message.key === current) ? current : lastKey;
  const fresh = atEnd ? 0 : Math.max(0, messages.length - seen);
  return (
    <div className="messages-frame">
      <div ref={list} className="messages" role="log" aria-label={t.chat.messages} aria-live="off" onScroll={onScroll} onKeyDown={onKeyDown}>
        {loadingOlder && <p className="row quiet small-text centered" role="status"><span className="spinner" aria-hidden />{t.chat.loadingOlder}</p>}
        {loaded && !hasOlder && messages.length > 0 && <p className="quiet small-text centered">{t.chat.beginning}</p>}
        {loaded && messages.length === 0 && (
          <div className="chat-empty"><MessagesSquare size={32} aria-hidden /><strong>{t.chat.empty}</strong><p className="quiet small-text">{t.chat.emptyHint}</p></div>
        )}
        <ol>
          {rows.map(({ message, newDay, firstUnread, goesOn }) => (
            <Fragment key={message.key}>
              {newDay && <li className="day">{day(new Date(message.createdAt), new Date())}</li>}
              {firstUnread && <li className="unread-line"><span>{t.chat.unread}</span></li>}
              <MessageItem
                message={message} goesOn={goesOn} names={names} stop={message.key === stop} shown={message.key === shown}
                original={message.replyTo === null ? null : (messages.find((one) => one.sequence === message.replyTo) ?? null)}
                onFocus={setCurrent} onReply={onReply} onEdit={onEdit} onReveal={reveal}
              />
            </Fragment>
          ))}
        </ol>
      </div>
      {!atEnd && (
        <button type="button" className="button primary small to-end" onClick={toEnd}><ArrowDown size={16} aria-hidden />{fresh > 0 ? t.chat.jump(fresh) : t.chat.toNewest}</button>
      )}
    </div>
  );
}
