import '../../style/chat.css';
import { WifiOff } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { ChatMessage } from '../../chat';
import { useText } from '../../text';
import { useChatState, useRoomState, useThings } from '../room/context';
import { Composer } from './Composer';
import { MessageList } from './MessageList';

export function ChatPanel() {
  const t = useText();
  const { visit, engine } = useThings();
  const [replyTo, setReplyTo] = useState<ChatMessage | null>(null);
  const [editing, setEditing] = useState<ChatMessage | null>(null);
  // Editing has a field of its own; afterwards one goes on in the usual one.
  const [edited, setEdited] = useState(false);
  const peerToPeer = useChatState((state) => state.peerToPeer);
  const typing = useChatState((state) => state.typing);
  const members = useRoomState((state) => state.members);
  const online = useStore(engine.connection.state, (state) => state.status === 'online');
  const names = useMemo(() => members.map((member) => member.name), [members]);
  return (
    <div className="chat">
      <MessageList names={names} onReply={(message) => { setEditing(null); setReplyTo(message); }} onEdit={(message) => { setReplyTo(null); setEditing(message); }} />
      <p className="typing" aria-hidden>{typing.length === 0 ? '' : typing.length === 1 ? t.chat.typingOne(typing[0]!.name) : t.chat.typing(typing.map((person) => person.name))}</p>
      {!online && <p className="note warn"><WifiOff size={18} aria-hidden />{peerToPeer ? t.chat.peerToPeer : t.chat.offline}</p>}
      <Composer
        key={editing?.key ?? 'new'} names={names.filter((name) => name !== visit.room.me.name)} replyTo={replyTo} editing={editing} takesFocus={edited}
        onDone={() => { setEdited(editing !== null); setReplyTo(null); setEditing(null); }}
      />
    </div>
  );
}
