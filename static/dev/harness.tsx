import '../src/style/index.css';
import '../src/style/join.css';
import '../src/style/room.css';
import { createRoot } from 'react-dom/client';
import { I18nProvider } from 'react-aria-components';
import { speak, type Language } from '../src/text';
import { DoorsContext } from '../src/ui/doors';
import { screens } from './screens';
import { kept, applyTheme } from '../src/ui/kept';
import { Confirmation } from '../src/ui/parts/confirm';
import { Notices } from '../src/ui/notice/Notices';

// Shows one screen in a chosen state: /dev/?screen=room&lang=ko&theme=dark. Not part of the build.
const wanted = new URLSearchParams(location.search);
applyTheme();
kept.setState({ theme: (wanted.get('theme') ?? 'system') as 'light', sounds: false });
await speak((wanted.get('lang') ?? 'en') as Language);

const screen = screens[wanted.get('screen') ?? ''];
const root = createRoot(document.getElementById('app')!);
if (!screen) {
  root.render(<ul>{Object.keys(screens).map((name) => <li key={name}><a href={`?screen=${name}`}>{name}</a></li>)}</ul>);
} else {
  const { doors, element, then } = screen();
  root.render(
    <DoorsContext value={doors}>
      <I18nProvider locale={wanted.get('lang') === 'ko' ? 'ko-KR' : 'en-US'}>
        {element}
        <Confirmation />
        <Notices />
      </I18nProvider>
    </DoorsContext>,
  );
  await new Promise((resolve) => setTimeout(resolve, 400));
  await then?.();
  await document.fonts.ready;
  await new Promise((resolve) => setTimeout(resolve, 400));
}
document.body.dataset['ready'] = 'yes';

