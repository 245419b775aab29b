import { Volume2 } from 'lucide-react';
import { useStore } from 'zustand';
import type { DeviceKind, LocalMedia } from '../../call';
import { useText } from '../../text';
import { tellProblem } from '../notice/problemText';
import { SelectField } from '../parts/Field';
import { chime } from '../room/sounds';
import { LevelMeter } from './LevelMeter';
import { canChooseSpeaker, deviceName, devicesOf } from './names';

/** Which camera, microphone and speaker. */
export function DeviceChoices({ media, level = true }: { media: LocalMedia; level?: boolean }) {
  const t = useText();
  const chosen = useStore(media.state, (state) => state.chosen);
  return (
    <div className="stack">
      <DeviceChoice media={media} kind="camera" />
      <div className="stack tight">
        <DeviceChoice media={media} kind="microphone" />
        {level && <LevelMeter media={media} />}
      </div>
      {canChooseSpeaker() ? <DeviceChoice media={media} kind="speaker" /> : <p className="quiet small-text">{t.settings.speakerHint}</p>}
      <div><button type="button" className="button small" onClick={() => chime('test', chosen.speaker)}><Volume2 size={16} aria-hidden />{t.settings.testSound}</button></div>
    </div>
  );
}

function DeviceChoice({ media, kind }: { media: LocalMedia; kind: DeviceKind }) {
  const t = useText();
  const state = useStore(media.state);
  const devices = devicesOf(state, kind);
  const chosen = state.chosen[kind];
  return (
    <SelectField
      label={t.media.kinds[kind]} value={devices.some((device) => device.id === chosen) ? chosen! : ''} disabled={devices.length === 0}
      onChange={(event) => void media.choose(kind, event.target.value || null).catch(tellProblem)}
    >
      <option value="">{devices.length === 0 ? t.media.noneFound : t.media.standard}</option>
      {devices.filter((device) => device.id).map((device, place) => <option key={device.id} value={device.id}>{deviceName(t, kind, device, place)}</option>)}
    </SelectField>
  );
}
