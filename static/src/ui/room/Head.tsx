import { LayoutGrid, Lock, Maximize, Minimize, ShieldCheck, UserPlus, SquareUser } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useText } from '../../text';
import { tellProblem } from '../notice/problemText';
import { IconButton } from '../parts/IconButton';
import { useCallState, useRoomState, useThings, useView } from './context';

/** Where one is: the room's name, how many are in the call, how one looks at it. */
export function Head({ inCall }: { inCall: boolean }) {
  const t = useText();
  const { visit, view } = useThings();
  const room = useRoomState((state) => state.room);
  const count = useCallState((state) => state.peers.length) + (inCall ? 1 : 0);
  const layout = useView((state) => (state.pinned ? 'speaker' : state.layout));
  const full = useFullScreen();
  return (
    <header className="room-head">
      <h1 className="name"><bdi>{room?.title}</bdi></h1>
      {room?.locked && <span className="tag"><Lock size={12} aria-hidden />{t.room.locked}</span>}
      <span className="tag wide-only">{t.room.peopleInCall(count)}</span>
      {inCall && <span className="tag wide-only" title={t.room.directHint}><ShieldCheck size={12} aria-hidden />{t.room.direct}</span>}
      <span className="grow" />
      {visit.room.may('invite') && <IconButton label={t.room.invite} onPress={() => view.setState({ dialog: 'invite' })}><UserPlus size={20} aria-hidden /></IconButton>}
      {inCall && (
        <IconButton label={layout === 'grid' ? t.room.speaker : t.room.grid} onPress={() => view.setState({ layout: layout === 'grid' ? 'speaker' : 'grid', pinned: null })}>
          {layout === 'grid' ? <SquareUser size={20} aria-hidden /> : <LayoutGrid size={20} aria-hidden />}
        </IconButton>
      )}
      {document.fullscreenEnabled && (
        <IconButton className="button icon plain wide-only" label={full ? t.room.endFullScreen : t.room.fullScreen} onPress={() => void toggleFullScreen().catch(tellProblem)}>
          {full ? <Minimize size={20} aria-hidden /> : <Maximize size={20} aria-hidden />}
        </IconButton>
      )}
    </header>
  );
}

const toggleFullScreen = () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen());

function useFullScreen(): boolean {
  const [full, setFull] = useState(() => document.fullscreenElement != null);
  useEffect(() => {
    const listen = () => setFull(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', listen);
    return () => document.removeEventListener('fullscreenchange', listen);
  }, []);
  return full;
}
