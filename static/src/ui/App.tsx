import { lazy, Suspense } from 'react';
import { useText } from '../text';
import { DoorsContext, type Doors } from './doors';
import { CrashGuard } from './notice/CrashGuard';
import { EndScreen } from './notice/EndScreen';
import { Notices } from './notice/Notices';
import { Busy } from './parts/Busy';
import { useRoute } from './route';
import { Start } from './start/Start';

const RoomPage = lazy(() => import('./join/RoomPage'));
const TestPage = lazy(() => import('./test/TestPage'));

export function App({ doors }: { doors: Doors }) {
  const t = useText();
  return (
    <DoorsContext value={doors}>
      <a className="skip" href="#content" onClick={skip}>{t.app.skip}</a>
      <CrashGuard>
        <Suspense fallback={<Busy />}>
          <Page />
        </Suspense>
      </CrashGuard>
      <Notices />
    </DoorsContext>
  );
}

function Page() {
  const route = useRoute();
  if (route.page === 'start') return <Start />;
  if (route.page === 'test') return <TestPage />;
  if (route.page === 'missing') return <EndScreen end="none" />;
  return <RoomPage route={route} />;
}

/** The fragment is not for places on the page: an invitation may be in it. */
function skip(event: React.MouseEvent) {
  event.preventDefault();
  const content = document.getElementById('content');
  content?.setAttribute('tabindex', '-1');
  content?.focus();
}
