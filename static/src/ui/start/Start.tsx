import { useStore } from 'zustand';
import { useText } from '../../text';
import { useDoors, useTitle } from '../doors';
import { Busy } from '../parts/Busy';
import { plainClick, TopBar } from '../parts/TopBar';
import { ByLink } from './ByLink';
import { Home } from './Home';
import { SignInCard } from './SignIn';

/** The first page: who you are, and where you may go. */
export function Start() {
  const t = useText();
  const { session } = useDoors();
  const { status, user } = useStore(session.state);
  useTitle('');
  if (status === 'unknown') return <Busy />;
  return (
    <div className="page">
      <TopBar />
      {user ? <Home user={user} /> : (
        <main id="content" className="welcome">
          <div className="hero">
            <h1>{t.start.title}</h1>
            <p className="lead">{t.start.lead}</p>
            <Waves />
            <ByLink />
          </div>
          <div className="card"><SignInCard /></div>
        </main>
      )}
      <footer className="foot"><a href="/test" onClick={(event) => plainClick(event, '/test')}>{t.start.test}</a></footer>
    </div>
  );
}

/** Voices as waves: drawn, so that the first page loads no picture. */
function Waves() {
  const bars = [3, 6, 10, 5, 12, 17, 9, 20, 26, 14, 22, 30, 18, 25, 13, 19, 27, 16, 9, 14, 7, 11, 5, 8, 3];
  return (
    <svg className="hero-art" viewBox="0 0 250 64" aria-hidden>
      {bars.map((height, place) => (
        <path key={place} d={`M${place * 10 + 5} ${32 - height}v${height * 2}`} stroke="currentColor" strokeWidth="4" strokeLinecap="round" opacity={0.25 + (height / 30) * 0.6} />
      ))}
    </svg>
  );
}
