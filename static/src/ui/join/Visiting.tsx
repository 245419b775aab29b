import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Entry, Problem, User } from '../../api';
import { Problem as Problems } from '../../api';
import type { CallFailureCode } from '../../call';
import type { Engine, RoomStatus, Visit } from '../../rooms';
import { useText } from '../../text';
import { kept } from '../kept';
import { EndScreen, type End } from '../notice/EndScreen';
import { Busy } from '../parts/Busy';
import { plainClick } from '../parts/TopBar';
import { RoomScreen } from '../room/RoomScreen';
import { go, roomPath } from '../route';
import { rememberCall } from './inCall';
import { Prejoin } from './Prejoin';
import { Failed } from './RoomPage';
import { Waiting } from './Waiting';

interface VisitingProps {
  readonly engine: Engine;
  readonly user: User;
  readonly roomId: string;
  /** The person has said that they want to go in. */
  readonly ready: boolean;
  readonly entry: Entry;
  readonly invitedUntil?: Date | undefined;
  onReady(ready: boolean): void;
  onPassword(password: string): void;
}

export function Visiting(props: VisitingProps) {
  const { engine, roomId } = props;
  const [visit, setVisit] = useState<{ visit: Visit; turn: number } | null>(null);
  // Whoever was removed or turned away and comes again begins anew.
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    engine.connection.start();
    const opened = engine.visit(roomId);
    setVisit({ visit: opened, turn });
    return () => {
      opened.close();
      rememberCall(null);
    };
  }, [engine, roomId, turn]);
  return visit ? <Stages key={visit.turn} {...props} visit={visit.visit} onAnew={() => setTurn(turn + 1)} /> : <Busy />;
}

const roomEnds: Partial<Record<RoomStatus, End>> = { none: 'none', denied: 'denied', kicked: 'kicked', banned: 'banned', deleted: 'deleted', left: 'leftRoom' };
const callEnds: Record<CallFailureCode, End> = {
  'no-webrtc': 'noWebrtc', 'room-full': 'full', replaced: 'replaced', kicked: 'kicked', banned: 'banned', deleted: 'deleted',
  'not-allowed': 'none', 'no-such-room': 'none', unreachable: 'failed', unknown: 'failed',
};

/** From the door to the last screen: which of them one sees follows from the state of room and call alone. */
function Stages({ engine, user, visit, ready, entry, invitedUntil, onReady, onPassword, onAnew }: VisitingProps & { visit: Visit; onAnew: () => void }) {
  const t = useText();
  const { room, call } = visit;
  const state = useStore(room.state);
  const { status, failure } = useStore(call.state);
  const connection = useStore(engine.connection.state, (one) => one.status);
  const [chatOnly, setChatOnly] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const entering = useRef(false);
  const title = state.room?.title ?? state.glimpse?.title ?? '';

  useEffect(() => {
    if (!ready || state.status !== 'outside' || entering.current) return;
    entering.current = true;
    setProblem(null);
    room.enter(entry)
      .catch((thrown: unknown) => {
        setProblem(Problems.of(thrown));
        onReady(false);
      })
      .finally(() => (entering.current = false));
  }, [ready, state.status, room, entry, onReady]);

  // What comes of it stands in the call's state.
  const join = () => void call.join().catch(() => undefined);
  useEffect(() => {
    if (!ready || state.status !== 'inside' || chatOnly || status !== 'idle') return;
    const { camera, microphone, pushToTalk } = kept.getState();
    engine.media.setPushToTalk(pushToTalk);
    const { camera: picture, microphone: sound } = engine.media.state.getState();
    const wanted = { camera: camera && picture.status === 'off', microphone: microphone && !pushToTalk && sound.status === 'off' };
    // Whoever comes without a preview is asked for their devices now; the call does not wait for an answer.
    if (wanted.camera || wanted.microphone) void engine.media.start(wanted);
    join();
  }, [ready, state.status, chatOnly, status, call, engine]);

  useEffect(() => {
    if (state.status === 'inside' && location.pathname.startsWith('/i')) go(roomPath(room.id), { replace: true });
  }, [state.status, room.id]);

  useEffect(() => {
    if (status === 'joined') rememberCall(room.id);
    if (status === 'left' || status === 'ended') rememberCall(null);
  }, [status, room.id]);

  const again = () => {
    setChatOnly(false);
    join();
  };
  const back = () => {
    onReady(false);
    onAnew();
  };
  const rejoin = <button type="button" className="button primary" onClick={again}>{t.ends.rejoin}</button>;

  const end = roomEnds[state.status];
  if (end) {
    const mayTry = end === 'kicked' || end === 'denied';
    return <EndScreen end={end}>{mayTry && <button type="button" className="button primary" onClick={back}>{t.app.retry}</button>}</EndScreen>;
  }
  if (state.status === 'failed') return <Failed problem={state.problem ?? Problems.unreachable()} />;
  if (problem?.code === 'room-locked') {
    return <EndScreen end="locked"><button type="button" className="button primary" onClick={back}>{t.app.retry}</button></EndScreen>;
  }
  if (state.status === 'waiting') return <Waiting room={title} onLeave={() => { void room.leave().catch(() => undefined); go('/'); }} />;
  if (state.status === 'inside' && chatOnly) return <RoomScreen engine={engine} visit={visit} onJoinCall={again} />;
  if (state.status === 'inside' && status === 'left') return <EndScreen end="left">{rejoin}</EndScreen>;
  if (state.status === 'inside' && status === 'ended' && failure) {
    const why = callEnds[failure.code];
    return (
      <EndScreen end={why}>
        {why !== 'noWebrtc' && (why === 'replaced' ? <button type="button" className="button primary" onClick={again}>{t.ends.tryHere}</button> : rejoin)}
        {(why === 'full' || why === 'noWebrtc') && <button type="button" className={why === 'full' ? 'button' : 'button primary'} onClick={() => setChatOnly(true)}>{t.ends.chatOnly}</button>}
      </EndScreen>
    );
  }
  if (connection === 'blocked' && status !== 'joined' && status !== 'reconnecting') {
    return (
      <EndScreen end="blocked">
        <button type="button" className="button primary" onClick={() => engine.connection.retryNow()}>{t.app.retry}</button>
        <a className="button" href="/test" onClick={(event) => plainClick(event, '/test')}>{t.connection.why}</a>
      </EndScreen>
    );
  }
  if (state.status === 'loading') return <Busy />;
  if (!ready) {
    return (
      <Prejoin
        glimpse={state.room ?? state.glimpse ?? { id: room.id, title: '', hasPassword: false, waitingRoom: false, locked: false }} user={user} member={state.status === 'inside'}
        media={engine.media} busy={false} problem={problem} onJoin={({ password }) => { onPassword(password); onReady(true); }} {...(invitedUntil && { invitedUntil })}
      />
    );
  }
  if (state.status === 'outside') return <Busy text={t.join.joining} />;
  if (status === 'idle' || status === 'joining') return <Busy text={t.join.joining} />;
  return <RoomScreen engine={engine} visit={visit} onJoinCall={again} />;
}
