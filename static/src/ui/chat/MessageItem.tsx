import { Copy, CornerUpLeft, EllipsisVertical, Pencil, Reply, SmilePlus, Trash2 } from 'lucide-react';
import { memo } from 'react';
import { Button, Dialog, DialogTrigger, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { ChatMessage } from '../../chat';
import { useText } from '../../text';
import { dateAndTime, time } from '../../text/format';
import { tellProblem } from '../notice/problemText';
import { Avatar } from '../parts/Avatar';
import { confirm } from '../parts/confirm';
import { copy } from '../parts/Copy';
import { useThings } from '../room/context';
import { MessageText } from './MessageText';

export const quickReactions = ['👍', '❤️', '😂', '🎉', '😮', '🙏'] as const;

interface MessageItemProps {
  readonly message: ChatMessage;
  readonly goesOn: boolean;
  readonly names: readonly string[];
  /** The one that the Tab key stops at. */
  readonly stop: boolean;
  /** Somebody has asked to see it. */
  readonly shown: boolean;
  /** What it answers, when that is loaded. */
  readonly original: ChatMessage | null;
  onFocus(key: string): void;
  onReply(message: ChatMessage): void;
  onEdit(message: ChatMessage): void;
  onReveal(sequence: number): void;
}

export const MessageItem = memo(function MessageItem({ message, goesOn, names, stop, shown, original, onFocus, onReply, onEdit, onReveal }: MessageItemProps) {
  const t = useText();
  const { chat, room } = useThings().visit;
  const { author, sequence, mine, deleted } = message;
  const at = new Date(message.createdAt);
  const states = `${goesOn ? 'goes-on' : ''} ${shown ? 'shown' : ''} ${message.mentionsMe ? 'mentions' : ''} ${message.status}`;
  return (
    <li data-key={message.key} className={`message ${states}`} tabIndex={stop ? 0 : -1} onFocus={() => onFocus(message.key)}>
      {goesOn ? <time className="gutter" dateTime={message.createdAt} aria-hidden>{time(at)}</time> : <Avatar id={author.id} name={author.name} />}
      <div className="message-body">
        <p className={goesOn ? 'hidden-text' : 'message-head'}>
          <bdi className="name">{author.name}</bdi>
          <time dateTime={message.createdAt} title={dateAndTime(at)}>{time(at)}</time>
          {message.mentionsMe && <span className="hidden-text">{t.chat.mentionsYou}</span>}
        </p>
        {message.replyTo !== null && (
          <Button className="original" excludeFromTabOrder={!stop} onPress={() => onReveal(message.replyTo!)}>
            <CornerUpLeft size={14} role="img" aria-label={t.chat.answers} aria-hidden={false} />
            {original ? <><bdi className="name">{original.author.name}</bdi><span className="one-line">{original.deleted ? t.chat.deletedOriginal : original.text}</span></> : <span>{t.chat.olderMessage}</span>}
          </Button>
        )}
        {deleted ? <p className="quiet gone">{t.chat.deleted}</p> : <MessageText text={message.text} names={names} me={room.me.name} />}
        {message.editedAt && !deleted && <span className="edited" title={dateAndTime(new Date(message.editedAt))}>{t.chat.edited}</span>}
        <Delivery message={message} stop={stop} />
        {message.reactions.length > 0 && (
          <div className="reactions">
            {message.reactions.map(({ emoji, users }) => {
              const own = users.includes(room.me.id);
              return (
                <Button
                  key={emoji} className={`reaction ${own ? 'own' : ''}`} excludeFromTabOrder={!stop} aria-label={t.chat.reactions(emoji, users.length, own)} aria-pressed={own}
                  onPress={() => sequence !== null && void chat.react(sequence, emoji, !own).catch(tellProblem)}
                >
                  <span aria-hidden>{emoji.slice(0, 16)}</span><span aria-hidden>{users.length}</span>
                </Button>
              );
            })}
          </div>
        )}
      </div>
      {sequence !== null && !deleted && <Actions message={message} sequence={sequence} mayRemove={mine || room.may('deleteMessages')} stop={stop} onReply={onReply} onEdit={onEdit} />}
    </li>
  );
});

function Delivery({ message, stop }: { message: ChatMessage; stop: boolean }) {
  const t = useText();
  const { chat } = useThings().visit;
  if (message.status === 'sending') return <p className="delivery quiet">{t.chat.sending}</p>;
  if (message.status === 'peer') return <p className="delivery quiet">{t.chat.peer}</p>;
  if (message.status !== 'failed') return null;
  return (
    <p className="delivery failed">
      {t.chat.failed}
      <Button className="button link" excludeFromTabOrder={!stop} onPress={() => chat.retry(message.key)}>{t.chat.retry}</Button>
      <Button className="button link" excludeFromTabOrder={!stop} onPress={() => chat.discard(message.key)}>{t.chat.discard}</Button>
    </p>
  );
}

interface ActionsProps {
  readonly message: ChatMessage;
  readonly sequence: number;
  readonly mayRemove: boolean;
  readonly stop: boolean;
  onReply(message: ChatMessage): void;
  onEdit(message: ChatMessage): void;
}

function Actions({ message, sequence, mayRemove, stop, onReply, onEdit }: ActionsProps) {
  const t = useText();
  const { chat } = useThings().visit;

  async function remove() {
    if (await confirm(t.chat.removeSure, t.chat.remove)) await chat.remove(sequence).catch(tellProblem);
  }

  return (
    <div className="message-actions">
      <DialogTrigger>
        <Button className="button icon small plain" excludeFromTabOrder={!stop} aria-label={t.chat.react}><SmilePlus size={18} aria-hidden /></Button>
        <Popover className="popover" placement="top end">
          <Dialog className="emoji-row" aria-label={t.chat.react}>
            {({ close }) => quickReactions.map((emoji) => (
              <Button key={emoji} className="button icon plain" aria-label={t.chat.reactWith(emoji)} onPress={() => { void chat.react(sequence, emoji, true).catch(tellProblem); close(); }}>{emoji}</Button>
            ))}
          </Dialog>
        </Popover>
      </DialogTrigger>
      <Button className="button icon small plain" excludeFromTabOrder={!stop} aria-label={t.chat.replyTo(message.author.name)} onPress={() => onReply(message)}><Reply size={18} aria-hidden /></Button>
      <MenuTrigger>
        <Button className="button icon small plain" excludeFromTabOrder={!stop} aria-label={t.chat.actions(message.author.name)}><EllipsisVertical size={18} aria-hidden /></Button>
        <Popover className="popover" placement="bottom end">
          <Menu className="menu" aria-label={t.chat.actions(message.author.name)}>
            <MenuItem className="menu-item" textValue={t.chat.copyText} onAction={() => void copy(message.text)}><Copy size={18} aria-hidden />{t.chat.copyText}</MenuItem>
            {message.mine && <MenuItem className="menu-item" textValue={t.chat.edit} onAction={() => onEdit(message)}><Pencil size={18} aria-hidden />{t.chat.edit}</MenuItem>}
            {mayRemove && <MenuItem className="menu-item danger" textValue={t.chat.remove} onAction={() => void remove()}><Trash2 size={18} aria-hidden />{t.chat.remove}</MenuItem>}
          </Menu>
        </Popover>
      </MenuTrigger>
    </div>
  );
}
