import { TriangleAlert, WifiOff } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useText } from '../../text';
import { announce, toast } from '../notice/notices';
import { useCallState, useThings } from './context';

/** Says when the connection is not what it should be, and what still works. */
export function Banner() {
  const t = useText();
  const { connection } = useThings().engine;
  const { status, transport, retryAt } = useStore(connection.state);
  const inCall = useCallState((state) => state.peers.length > 0);
  const iceProblem = useCallState((state) => state.iceProblem !== null);
  const away = status !== 'online';
  const wasAway = useRef(false);
  const [now, setNow] = useState(Date.now);

  useEffect(() => {
    if (away) {
      announce(t.connection.offline, 'urgent');
      wasAway.current = true;
    } else if (wasAway.current) {
      wasAway.current = false;
      toast(t.connection.back, { stays: 3000 });
    }
  }, [away, t]);

  useEffect(() => {
    if (status === 'online' && transport === 'sockjs') toast(t.connection.sockjs, { stays: 9000 });
  }, [status === 'online' && transport, t]);

  useEffect(() => {
    if (retryAt === null) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [retryAt]);

  if (!away) {
    return iceProblem ? <div className="banner mild" role="status"><TriangleAlert size={18} aria-hidden /><p className="grow">{t.connection.ice}</p></div> : null;
  }
  const wait = retryAt === null ? 0 : Math.ceil((retryAt - now) / 1000);
  return (
    <div className="banner">
      <WifiOff size={18} aria-hidden />
      <p className="grow">
        {status === 'blocked' ? t.connection.blocked : t.connection.offline} {wait > 0 ? t.connection.retryIn(wait) : t.connection.reconnecting} {inCall && t.connection.callGoesOn}
      </p>
      {status === 'blocked' && <a className="button small" href="/test" target="_blank" rel="noopener">{t.connection.why}</a>}
      {wait > 0 && <button type="button" className="button small" onClick={() => connection.retryNow()}>{t.connection.retryNow}</button>}
    </div>
  );
}
