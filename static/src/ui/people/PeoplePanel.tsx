import '../../style/people.css';
import { Hand, Link2, Lock, LockOpen, MicOff, MonitorUp, Settings2, ShieldBan, UserPlus, Video } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { Peer, PeerState } from '../../call';
import { useText } from '../../text';
import { tellProblem } from '../notice/problemText';
import { Avatar } from '../parts/Avatar';
import { useCallState, useMedia, useRoomState, useThings } from '../room/context';
import { PersonMenu } from './PersonMenu';
import { WaitingList } from './WaitingList';

/** Who is here, who waits, and what may be done with whom. */
export function PeoplePanel() {
  const t = useText();
  const { visit } = useThings();
  const { room } = visit;
  const { me, peers, hands, own, status } = useCallState((state) => state);
  const microphone = useMedia((state) => state.microphone.status === 'on');
  const members = useRoomState((state) => state.members);
  const role = useRoomState((state) => state.role) ?? 'guest';
  const inCall = status === 'joined' || status === 'reconnecting';
  const called = new Set(peers.map((peer) => peer.user.id));
  if (inCall) called.add(room.me.id);
  const others = members.filter((member) => !called.has(member.id));
  const place = (peer: string) => hands.indexOf(peer) + 1;
  const byHand = [...peers].sort((a, b) => (place(a.id) || Infinity) - (place(b.id) || Infinity) || a.user.name.localeCompare(b.user.name));
  const loud = peers.filter((peer) => peer.state.microphone && room.mayTo('mute', peer.role));

  return (
    <div className="people">
      <RoomActions />
      <WaitingList />
      {inCall && (
        <section aria-labelledby="people-call">
          <div className="row spread">
            <h3 id="people-call">{t.people.inCall} <span className="quiet">{peers.length + 1}</span></h3>
            {loud.length > 1 && <Button className="button small plain" onPress={() => loud.forEach((peer) => void room.mute(peer.user.id, true).catch(tellProblem))}><MicOff size={16} aria-hidden />{t.people.muteAll}</Button>}
          </div>
          <ul className="person-list">
            <Person id={room.me.id} name={room.me.name} you note={t.people.roles[role]} signs={<Signs state={{ ...own, microphone }} hand={me ? place(me) : 0} />} />
            {byHand.map((peer: Peer) => (
              <Person
                key={peer.id} id={peer.user.id} name={peer.user.name} note={t.people.roles[peer.role]} signs={<Signs state={peer.state} hand={place(peer.id)} />}
                menu={<PersonMenu id={peer.user.id} name={peer.user.name} role={peer.role} kind={peer.user.kind} microphone={peer.state.microphone} />}
              />
            ))}
          </ul>
        </section>
      )}
      <section aria-labelledby="people-rest">
        <h3 id="people-rest">{t.people.members} <span className="quiet">{others.length}</span></h3>
        {others.length === 0 ? <p className="quiet small-text">{t.people.noMembers}</p> : (
          <ul className="person-list">
            {others.map((member) => (
              <Person
                key={member.id} id={member.id} name={member.name} you={member.id === room.me.id} dim={!member.online}
                note={`${t.people.roles[member.role]} · ${member.online ? t.people.online : t.people.offline}`}
                menu={member.id === room.me.id ? null : <PersonMenu id={member.id} name={member.name} role={member.role} kind={member.kind} microphone={null} />}
              />
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}

function RoomActions() {
  const t = useText();
  const { visit, view } = useThings();
  const { room } = visit;
  const locked = useRoomState((state) => state.room?.locked ?? false);
  // Rights follow from the role: drawn again when it changes.
  useRoomState((state) => state.role);
  return (
    <div className="row">
      <Button data-first className="button small" onPress={() => view.setState({ dialog: 'invite' })}>{room.may('invite') ? <UserPlus size={16} aria-hidden /> : <Link2 size={16} aria-hidden />}{t.room.invite}</Button>
      {room.may('lock') && (
        <Button className="button small" onPress={() => void room.update({ locked: !locked }).catch(tellProblem)}>
          {locked ? <LockOpen size={16} aria-hidden /> : <Lock size={16} aria-hidden />}{locked ? t.people.unlock : t.people.lock}
        </Button>
      )}
      <Button className="button small" onPress={() => view.setState({ dialog: 'room-settings' })}><Settings2 size={16} aria-hidden />{t.people.roomSettings}</Button>
      {room.may('ban') && <Button className="button small" onPress={() => view.setState({ dialog: 'bans' })}><ShieldBan size={16} aria-hidden />{t.people.bans}</Button>}
    </div>
  );
}

interface PersonProps {
  readonly id: string;
  readonly name: string;
  readonly you?: boolean;
  readonly dim?: boolean;
  readonly note: string;
  readonly signs?: ReactNode;
  readonly menu?: ReactNode;
}

export function Person({ id, name, you, dim, note, signs, menu }: PersonProps) {
  const t = useText();
  return (
    <li className={`person ${dim ? 'dim' : ''}`}>
      <Avatar id={id} name={name} />
      <span className="grow">
        <span className="person-name"><bdi className="name">{name}</bdi>{you && <span className="quiet">({t.tile.you})</span>}</span>
        <span className="quiet small-text">{note}</span>
      </span>
      {signs}
      {menu}
    </li>
  );
}

function Signs({ state, hand }: { state: PeerState; hand: number }) {
  const t = useText();
  return (
    <span className="signs">
      {hand > 0 && <span className="tag hand" role="img" aria-label={t.people.handPlace(hand)}><Hand size={14} aria-hidden />{hand}</span>}
      {state.screen && <MonitorUp size={16} role="img" aria-label={t.people.screen} aria-hidden={false} />}
      {state.camera && <Video size={16} role="img" aria-label={t.people.camOn} aria-hidden={false} />}
      {!state.microphone && <MicOff size={16} role="img" aria-label={t.people.micOff} aria-hidden={false} />}
    </span>
  );
}

