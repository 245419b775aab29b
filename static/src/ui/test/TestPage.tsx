import '../../style/test.css';
import { CircleCheck, CircleDashed, CircleMinus, CircleX, Copy, Play, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useText } from '../../text';
import { useDoors, useTitle } from '../doors';
import { announce, toast } from '../notice/notices';
import { copy } from '../parts/Copy';
import { TopBar } from '../parts/TopBar';
import { checkNames, reportOf, runChecks, type CheckName, type CheckState, type Result } from './checks';

type Results = Readonly<Record<CheckName, Result>>;
const untested = Object.fromEntries(checkNames.map((name) => [name, { state: 'waiting', note: '' }])) as unknown as Results;

/** What works on this machine, in this network, and what does not. */
export default function TestPage({ initial = untested }: { initial?: Results }) {
  const t = useText();
  const { api, session } = useDoors();
  const [results, setResults] = useState(initial);
  const [running, setRunning] = useState(false);
  const done = !running && checkNames.every((name) => results[name].state !== 'waiting');
  const good = checkNames.filter((name) => results[name].state === 'good').length;
  useTitle(t.test.title);

  async function run() {
    setRunning(true);
    setResults(untested);
    let now = untested;
    await runChecks({ t, api, session }, (name, result) => setResults((now = { ...now, [name]: result })));
    setRunning(false);
    announce(t.test.done(checkNames.filter((name) => now[name].state === 'good').length, checkNames.length));
  }

  return (
    <div className="page">
      <TopBar />
      <main id="content" className="test-page stack">
        <h1>{t.test.title}</h1>
        <p className="quiet">{t.test.lead}</p>
        <div className="row">
          <button type="button" className="button primary" disabled={running} onClick={() => void run()}><Play size={18} aria-hidden />{running ? t.test.running : done ? t.test.again : t.test.run}</button>
          {done && (
            <button
              type="button" className="button"
              onClick={() => void copy(reportOf(results, t)).then((copied) => toast(copied ? t.app.copied : t.test.notes.unknown, { stays: 3000 }))}
            ><Copy size={18} aria-hidden />{t.test.copy}</button>
          )}
          {done && <span className="quiet">{t.test.done(good, checkNames.length)}</span>}
        </div>
        <ul className="checks">
          {checkNames.map((name) => (
            <li key={name} className={`check ${results[name].state}`}>
              <Sign state={results[name].state} />
              <div className="grow"><strong>{t.test.checks[name]}</strong>{results[name].note && <p className="quiet small-text">{results[name].note}</p>}</div>
              <span className="small-text state">{t.test.states[results[name].state]}</span>
            </li>
          ))}
        </ul>
      </main>
    </div>
  );
}

function Sign({ state }: { state: CheckState }) {
  if (state === 'running') return <span className="spinner" aria-hidden />;
  const Icon = { waiting: CircleDashed, good: CircleCheck, poor: TriangleAlert, bad: CircleX, skipped: CircleMinus }[state];
  return <Icon size={22} aria-hidden />;
}
