import { DoorOpen, Lock, LogOut, Plus } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Problem, Room, User } from '../../api';
import { Problem as Problems } from '../../api';
import { useText } from '../../text';
import { useDoors } from '../doors';
import { problemText, tellProblem } from '../notice/problemText';
import { Avatar } from '../parts/Avatar';
import { plainClick } from '../parts/TopBar';
import { roomPath } from '../route';
import { ByLink } from './ByLink';
import { NewRoomForm } from './NewRoom';

/** For somebody who is signed in: their rooms, and a new one. */
export function Home({ user }: { user: User }) {
  const t = useText();
  const { session, api } = useDoors();
  const [rooms, setRooms] = useState<readonly Room[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [creating, setCreating] = useState(false);

  useEffect(() => {
    let here = true;
    api.rooms().then((found) => here && setRooms(found), (thrown: unknown) => here && setProblem(Problems.of(thrown)));
    return () => void (here = false);
  }, [api, user.id]);

  return (
    <main id="content" className="welcome home">
      <div className="stack">
        <div className="row spread">
          <h1>{t.start.rooms}</h1>
          {!creating && user.kind === 'account' && (
            <button type="button" className="button primary" onClick={() => setCreating(true)}><Plus size={18} aria-hidden />{t.start.newRoom}</button>
          )}
        </div>
        {creating && <NewRoomForm onCancel={() => setCreating(false)} />}
        {problem && <p className="note danger" role="alert">{problemText(t, problem)}</p>}
        {!rooms && !problem && <p className="row quiet" role="status"><span className="spinner" aria-hidden />{t.app.loading}</p>}
        {rooms?.length === 0 && !creating && (
          <div className="empty"><DoorOpen size={32} aria-hidden /><strong>{t.start.noRooms}</strong><p className="quiet">{t.start.noRoomsHint}</p></div>
        )}
        {rooms && rooms.length > 0 && <ul className="room-list">{rooms.map((room) => <li key={room.id}><RoomItem room={room} /></li>)}</ul>}
      </div>
      <aside className="stack">
        <div className="card stack">
          <div className="row">
            <Avatar id={user.id} name={user.name} />
            <span className="grow">
              <strong className="name">{user.name}</strong>
              {user.userName && <span className="small-text quiet name"> @{user.userName}</span>}
            </span>
          </div>
          <button type="button" className="button" onClick={() => void session.signOut().catch(tellProblem)}><LogOut size={18} aria-hidden />{t.start.signOut}</button>
        </div>
        <div className="card"><ByLink /></div>
      </aside>
    </main>
  );
}

function RoomItem({ room }: { room: Room }) {
  const t = useText();
  return (
    <a className="room-item" href={roomPath(room.id)} onClick={(event) => plainClick(event, roomPath(room.id))}>
      <Avatar id={room.id} name={room.title} />
      <span className="grow">
        <strong className="name">{room.title}</strong>
        <span className="row">
          {t.start.roles[room.role]}
          {room.locked && <span className="tag"><Lock size={12} aria-hidden />{t.start.locked}</span>}
        </span>
      </span>
      {room.lastSequence > room.lastRead && <span className="badge">{t.chat.unread}</span>}
    </a>
  );
}
