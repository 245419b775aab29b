import { useText } from '../../text';
import { Popup } from '../parts/Popup';

export function ShortcutList({ onClose }: { onClose: () => void }) {
  const t = useText();
  const keys = [
    ['M', t.shortcuts.microphone], ['V', t.shortcuts.camera], ['S', t.shortcuts.screen], ['H', t.shortcuts.hand], ['C', t.shortcuts.chat], ['P', t.shortcuts.people],
    [t.shortcuts.space, t.shortcuts.talk], ['?', t.shortcuts.help],
  ] as const;
  return (
    <Popup title={t.shortcuts.title} narrow readOnly onClose={onClose}>
      <p className="quiet">{t.shortcuts.note}</p>
      <dl className="keys">{keys.map(([key, what]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div>)}</dl>
    </Popup>
  );
}
