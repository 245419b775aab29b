import { useState } from 'react';
import { useStore } from 'zustand';
import { useText } from '../../text';
import { kept } from '../kept';
import { Switch } from '../parts/Field';
import { Popup } from '../parts/Popup';
import { LanguageChoice, ThemeChoice } from '../parts/TopBar';
import { useThings } from '../room/context';
import { DeviceChoices } from './DeviceChoices';

export function SettingsDialog({ onClose }: { onClose: () => void }) {
  const t = useText();
  const { media } = useThings().engine;
  const { pushToTalk, sounds, notifications, mirror } = useStore(kept);
  const [refused, setRefused] = useState(false);

  async function setNotifications(wanted: boolean) {
    const allowed = wanted && typeof Notification !== 'undefined' && (await Notification.requestPermission()) === 'granted';
    setRefused(wanted && !allowed);
    kept.setState({ notifications: allowed });
  }

  return (
    <Popup title={t.settings.title} onClose={onClose}>
      <section><h3>{t.settings.devices}</h3><DeviceChoices media={media} /></section>
      <section className="stack tight">
        <h3>{t.settings.general}</h3>
        <Switch
          label={t.settings.pushToTalk} hint={t.settings.pushToTalkHint} checked={pushToTalk}
          onChange={(on) => { kept.setState({ pushToTalk: on }); media.setPushToTalk(on); }}
        />
        <Switch label={t.settings.mirror} checked={mirror} onChange={(on) => kept.setState({ mirror: on })} />
        <Switch label={t.settings.sounds} hint={t.settings.soundsHint} checked={sounds} onChange={(on) => kept.setState({ sounds: on })} />
        <Switch label={t.settings.notifications} hint={t.settings.notificationsHint} checked={notifications} onChange={(on) => void setNotifications(on)} />
        {refused && <p className="note warn" role="alert">{t.settings.notificationsRefused}</p>}
        <div className="row"><LanguageChoice /><ThemeChoice /></div>
      </section>
    </Popup>
  );
}
