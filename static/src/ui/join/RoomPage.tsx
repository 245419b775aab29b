import '../../style/join.css';
import '../../style/room.css';
import { useEffect, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import { useStore } from 'zustand';
import { Problem, type InvitationLook, type User } from '../../api';
import type { Engine } from '../../rooms';
import { useLanguage, useText } from '../../text';
import { useDoors } from '../doors';
import { EndScreen } from '../notice/EndScreen';
import { problemText, tellProblem } from '../notice/problemText';
import { Busy } from '../parts/Busy';
import { Confirmation } from '../parts/confirm';
import { go, type Route } from '../route';
import { Door } from './Door';
import { wasInCall } from './inCall';
import { Visiting } from './Visiting';

type RoomRoute = Extract<Route, { page: 'room' | 'invitation' }>;

/** What has been found out about a place by its link. */
type Found<T> = { readonly value: T } | { readonly problem: Problem } | null;

/** Everything that is reached by a link to a room: the door, the waiting room, the room itself. */
export default function RoomPage({ route }: { route: RoomRoute }) {
  const language = useLanguage();
  return (
    <I18nProvider locale={language === 'ko' ? 'ko-KR' : 'en-US'}>
      <Link route={route} />
      <Confirmation />
    </I18nProvider>
  );
}

function Link({ route }: { route: RoomRoute }) {
  const t = useText();
  const doors = useDoors();
  const { status, user } = useStore(doors.session.state);
  const engine = useFound<Engine>(() => doors.engine(), []);
  // The address becomes the room's own once one is inside; the invitation is still needed to come back as a guest.
  const [token] = useState(route.page === 'invitation' ? route.token : null);
  const look = useFound<InvitationLook | null>(() => (token ? doors.api.lookAtInvitation(token) : Promise.resolve(null)), [token, status === 'unknown']);

  if (engine && 'problem' in engine) return <Failed problem={engine.problem} />;
  if (!engine || !look || status === 'unknown') return <Busy />;
  if ('problem' in look) return look.problem.code === 'no-such-invitation' ? <EndScreen end="invitation" /> : <Failed problem={look.problem} />;
  const room = route.page === 'room' ? route.room : look.value!.room.id;
  if (user?.kind === 'guest' && user.room && user.room !== room) {
    return (
      <EndScreen end="guestElsewhere">
        <button type="button" className="button primary" onClick={() => void doors.session.signOut().catch(tellProblem)}>{t.ends.endVisit}</button>
      </EndScreen>
    );
  }
  return <Place key={room} engine={engine.value} user={user} room={room} token={token} look={look.value} fresh={route.page === 'room' && route.fresh} />;
}

interface PlaceProps {
  readonly engine: Engine;
  readonly user: User | null;
  readonly room: string;
  readonly token: string | null;
  readonly look: InvitationLook | null;
  readonly fresh: boolean;
}

function Place({ engine, user, room, token, look, fresh }: PlaceProps) {
  const [ready, setReady] = useState(() => fresh || wasInCall(room));
  const [password, setPassword] = useState('');
  const [wasHere, setWasHere] = useState(false);
  useEffect(() => () => engine.media.close(), [engine]);
  // Good once: whoever leaves and loads the page again is asked first.
  useEffect(() => {
    if (fresh) go(location.pathname, { replace: true });
  }, [fresh]);
  useEffect(() => {
    if (user) setWasHere(true);
  }, [user]);

  if (!user) {
    return (
      <Door
        engine={engine} room={room} token={token} look={look} signedOut={wasHere}
        onSignedIn={(given) => {
          setPassword(given.password);
          setReady(given.ready);
        }}
      />
    );
  }
  return (
    <Visiting
      key={user.id} engine={engine} user={user} roomId={room} ready={ready} entry={{ ...(password && { password }), ...(token && { invitation: token }) }}
      invitedUntil={look ? new Date(look.expiresAt) : undefined} onReady={setReady} onPassword={setPassword}
    />
  );
}

export function Failed({ problem }: { problem: Problem }) {
  const t = useText();
  return (
    <EndScreen end="failed" detail={problemText(t, problem)}>
      <button type="button" className="button primary" onClick={() => location.reload()}>{t.app.retry}</button>
    </EndScreen>
  );
}

/** Asks once for each set of inputs. */
export function useFound<T>(ask: () => Promise<T>, inputs: readonly unknown[]): Found<T> {
  const [found, setFound] = useState<Found<T>>(null);
  useEffect(() => {
    let here = true;
    setFound(null);
    ask().then((value) => here && setFound({ value }), (thrown: unknown) => here && setFound({ problem: Problem.of(thrown) }));
    return () => void (here = false);
    // What is asked depends on the inputs alone.
  }, inputs);
  return found;
}

