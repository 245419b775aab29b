import type { ChatMessage } from '../../chat';

export interface Row {
  readonly message: ChatMessage;
  /** The first one of a day. */
  readonly newDay: boolean;
  /** The line "new" stands before it. */
  readonly firstUnread: boolean;
  /** The same person goes on: name and time need no repeating. */
  readonly goesOn: boolean;
}

const together = 5 * 60_000;

export function rowsOf(messages: readonly ChatMessage[], unreadFrom: number | null): readonly Row[] {
  let before: ChatMessage | undefined;
  let lineDrawn = false;
  return messages.map((message) => {
    const at = Date.parse(message.createdAt);
    const newDay = !before || new Date(before.createdAt).toDateString() !== new Date(at).toDateString();
    const firstUnread = !lineDrawn && unreadFrom !== null && message.sequence !== null && message.sequence >= unreadFrom && !message.mine;
    lineDrawn ||= firstUnread;
    const goesOn = !newDay && !firstUnread && before?.author.id === message.author.id && at - Date.parse(before.createdAt) < together && message.replyTo === null;
    before = message;
    return { message, newDay, firstUnread, goesOn };
  });
}
