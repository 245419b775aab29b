import { useState } from 'react';
import { Problem, type InvitationLook, type RoomGlimpse } from '../../api';
import type { Engine } from '../../rooms';
import { useText } from '../../text';
import { useDoors } from '../doors';
import { EndScreen } from '../notice/EndScreen';
import { Busy } from '../parts/Busy';
import { TopBar } from '../parts/TopBar';
import { SignInCard } from '../start/SignIn';
import { Prejoin, type Answer } from './Prejoin';
import { Failed, useFound } from './RoomPage';

interface DoorProps {
  readonly engine: Engine;
  readonly room: string;
  readonly token: string | null;
  readonly look: InvitationLook | null;
  /** There was somebody, whose sign-in has ended. */
  readonly signedOut: boolean;
  onSignedIn(given: { password: string; ready: boolean }): void;
}

/** For somebody who is not signed in: come as a guest, or sign in. */
export function Door({ engine, room, token, look, signedOut, onSignedIn }: DoorProps) {
  const t = useText();
  const { session, api } = useDoors();
  const [signingIn, setSigningIn] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const glimpse = useFound<RoomGlimpse>(() => (look ? Promise.resolve(look.room) : api.room(room)), [look, room]);

  async function join({ name, password }: Answer) {
    setBusy(true);
    setProblem(null);
    try {
      onSignedIn({ password, ready: true });
      await session.signInAsGuest(token ? { name, invitation: token } : { name, room });
    } catch (thrown) {
      onSignedIn({ password: '', ready: false });
      setProblem(Problem.of(thrown));
      setBusy(false);
    }
  }

  if (signedOut && !signingIn) {
    return (
      <EndScreen end="signedOut">
        <button type="button" className="button primary" onClick={() => setSigningIn(true)}>{t.start.signIn}</button>
      </EndScreen>
    );
  }
  if (!glimpse) return <Busy />;
  const closed = 'problem' in glimpse;
  if (closed && glimpse.problem.status !== 404 && glimpse.problem.status !== 401) return <Failed problem={glimpse.problem} />;
  if (closed || signingIn) {
    return (
      <div className="page">
        <TopBar />
        <main id="content" className="center">
          <div className="sign-in-page stack">
            {closed && <p className="note">{t.join.membersOnlySignIn}</p>}
            <div className="card"><SignInCard /></div>
            {!closed && <button type="button" className="button plain" onClick={() => setSigningIn(false)}>{t.join.asGuest}</button>}
          </div>
        </main>
      </div>
    );
  }
  return (
    <Prejoin
      glimpse={glimpse.value} user={null} member={false} media={engine.media} busy={busy} problem={problem} onJoin={(answer) => void join(answer)}
      onSignIn={() => setSigningIn(true)} {...(look && { invitedUntil: new Date(look.expiresAt) })}
    />
  );
}
