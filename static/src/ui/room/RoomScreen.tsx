import { Video, X } from 'lucide-react';
import { useEffect, useMemo, useRef, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { Engine, Visit } from '../../rooms';
import { useText } from '../../text';
import { ChatPanel } from '../chat/ChatPanel';
import { useTitle } from '../doors';
import { FilesPanel } from '../files/FilesPanel';
import { IconButton } from '../parts/IconButton';
import { Bans } from '../people/Bans';
import { Invite } from '../people/Invite';
import { PeoplePanel } from '../people/PeoplePanel';
import { RoomSettingsDialog } from '../people/RoomSettings';
import { SettingsDialog } from '../settings/Settings';
import { Banner } from './Banner';
import { RoomContext, useCallState, useRoomState, useThings, useView } from './context';
import { ControlBar } from './ControlBar';
import { Head } from './Head';
import { PeerSounds } from './PeerSounds';
import { ShortcutList } from './ShortcutList';
import { Stage } from './Stage';
import { useNews } from './useNews';
import { useShortcuts } from './useShortcuts';
import { createView, type Panel } from './view';

/** Being in a room. */
export function RoomScreen({ engine, visit, onJoinCall }: { engine: Engine; visit: Visit; onJoinCall: () => void }) {
  const things = useMemo(() => ({ engine, visit, view: createView() }), [engine, visit]);
  return <RoomContext value={things}><Inside onJoinCall={onJoinCall} /></RoomContext>;
}

function Inside({ onJoinCall }: { onJoinCall: () => void }) {
  const t = useText();
  const inCall = useCallState((state) => state.status === 'joined' || state.status === 'reconnecting');
  const title = useRoomState((state) => state.room?.title ?? '');
  const panel = useView((state) => state.panel);
  const talking = useShortcuts(inCall);
  useNews();
  useTitle(title);
  return (
    <div className={`room ${panel ? 'with-panel' : ''}`}>
      <Head inCall={inCall} />
      <main id="content" className="room-main">
        <Banner />
        {inCall ? <Stage /> : (
          <div className="center">
            <div className="end-screen">
              <p>{t.room.inChatOnly}</p>
              <Button className="button primary" onPress={onJoinCall}><Video size={18} aria-hidden />{t.room.joinCall}</Button>
            </div>
          </div>
        )}
        {inCall && <MutedHint talking={talking} />}
      </main>
      {panel && <Side key={panel} panel={panel} />}
      <ControlBar inCall={inCall} talking={talking} />
      {inCall && <PeerSounds />}
      <Dialogs />
    </div>
  );
}

function MutedHint({ talking }: { talking: boolean }) {
  const t = useText();
  return talking ? <p className="talking"><span aria-hidden />{t.room.talking}</p> : null;
}

/** The panel beside the pictures; a sheet over them on phones. Focus goes in when it opens, and back to its button when it closes. */
function Side({ panel }: { panel: Panel }) {
  const t = useText();
  const { view } = useThings();
  const element = useRef<HTMLElement>(null);
  useEffect(() => {
    (element.current?.querySelector<HTMLElement>('[data-first]') ?? element.current)?.focus();
    return () => {
      if (element.current && !element.current.contains(document.activeElement) && document.activeElement !== document.body) return;
      document.querySelector<HTMLElement>(`[data-panel=${panel}]`)?.focus();
    };
  }, [panel]);
  const close = () => view.setState({ panel: null });
  return (
    <aside
      ref={element} tabIndex={-1} className="side" aria-labelledby="side-title"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) close();
      }}
    >
      <header>
        <h2 id="side-title">{t[panel].title}</h2>
        <IconButton className="button icon small plain" label={t.app.close} onPress={close}><X size={20} aria-hidden /></IconButton>
      </header>
      {bodies[panel]}
    </aside>
  );
}

const bodies: Record<Panel, ReactNode> = { chat: <ChatPanel />, people: <PeoplePanel />, files: <FilesPanel /> };

function Dialogs() {
  const { view } = useThings();
  const dialog = useView((state) => state.dialog);
  const close = () => view.setState({ dialog: null });
  if (dialog === 'settings') return <SettingsDialog onClose={close} />;
  if (dialog === 'shortcuts') return <ShortcutList onClose={close} />;
  if (dialog === 'invite') return <Invite onClose={close} />;
  if (dialog === 'room-settings') return <RoomSettingsDialog onClose={close} />;
  if (dialog === 'bans') return <Bans onClose={close} />;
  return null;
}
