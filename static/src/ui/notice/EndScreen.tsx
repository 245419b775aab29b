import { Ban, CircleAlert, DoorClosed, DoorOpen, Lock, MonitorX, SearchX, Unplug, Users } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { useText, type Texts } from '../../text';
import { useTitle } from '../doors';
import { plainClick, TopBar } from '../parts/TopBar';

export type End = Exclude<keyof Texts['ends'], 'rejoin' | 'chatOnly' | 'endVisit' | 'tryHere'>;

const symbols: Partial<Record<End, typeof Ban>> = {
  none: SearchX, invitation: SearchX, left: DoorOpen, leftRoom: DoorOpen, denied: DoorClosed, kicked: DoorClosed, deleted: DoorClosed,
  banned: Ban, full: Users, locked: Lock, blocked: Unplug, noWebrtc: MonitorX,
};
const grave: readonly End[] = ['banned', 'kicked', 'failed', 'crashed', 'blocked', 'noWebrtc', 'denied'];

interface EndScreenProps {
  readonly end: End;
  /** More about the cause. */
  readonly detail?: string;
  /** What one can do besides going to the start page. */
  readonly children?: ReactNode;
}

/** A screen that says why something has ended or cannot begin, and what to do. */
export function EndScreen({ end, detail, children }: EndScreenProps) {
  const t = useText();
  const { title, text, todo } = t.ends[end];
  const heading = useRef<HTMLHeadingElement>(null);
  const Symbol = symbols[end] ?? CircleAlert;
  useTitle(title);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div className="page">
      <TopBar />
      <main id="content" className="center">
        <div className="end-screen">
          <span className={`symbol ${grave.includes(end) ? 'danger' : ''}`}><Symbol size={36} aria-hidden /></span>
          <h1 ref={heading} tabIndex={-1}>{title}</h1>
          {text && <p>{text}</p>}
          {detail && <p>{detail}</p>}
          {todo && <p className="quiet">{todo}</p>}
          <div className="row">
            {children}
            <a className={children ? 'button' : 'button primary'} href="/" onClick={(event) => plainClick(event, '/')}>{t.app.home}</a>
          </div>
        </div>
      </main>
    </div>
  );
}
