import { Hourglass } from 'lucide-react';
import { useText } from '../../text';
import { useTitle } from '../doors';
import { TopBar } from '../parts/TopBar';

/** Until somebody lets me in. */
export function Waiting({ room, onLeave }: { room: string; onLeave: () => void }) {
  const t = useText();
  useTitle(t.waiting.tab);
  return (
    <div className="page">
      <TopBar />
      <main id="content" className="center">
        <div className="end-screen" role="status">
          <span className="symbol breathing"><Hourglass size={36} aria-hidden /></span>
          <h1>{t.waiting.title}</h1>
          <p>{t.waiting.lead(room)}</p>
          <div className="row"><button type="button" className="button" onClick={onLeave}>{t.waiting.leave}</button></div>
        </div>
      </main>
    </div>
  );
}
