import { useState } from 'react';
import { Button } from 'react-aria-components';
import type { Access, RoomChange } from '../../api';
import { Problem } from '../../api';
import { useText } from '../../text';
import { toast } from '../notice/notices';
import { fieldText, problemText, tellProblem } from '../notice/problemText';
import { confirm } from '../parts/confirm';
import { PasswordField, SelectField, Switch, TextField } from '../parts/Field';
import { Popup } from '../parts/Popup';
import { useRoomState, useThings } from '../room/context';

/** The room's settings for its owner, and the way out of it for everybody. */
export function RoomSettingsDialog({ onClose }: { onClose: () => void }) {
  const t = useText();
  const { room } = useThings().visit;
  const settings = useRoomState((state) => state.room);
  const mine = useRoomState((state) => state.role) === 'owner';
  if (!settings) return null;

  async function leave() {
    onClose();
    if (await confirm(t.roomSettings.leaveSure, t.roomSettings.leaveRoom, t.roomSettings.leaveText)) await room.leave().catch(tellProblem);
  }

  async function remove() {
    onClose();
    if (await confirm(t.roomSettings.removeSure, t.roomSettings.remove, t.roomSettings.removeText)) await room.remove().catch(tellProblem);
  }

  return (
    <Popup title={t.roomSettings.title} onClose={onClose}>
      {room.may('configure') && <Configuration settings={settings} onDone={onClose} />}
      <section className="row">
        <Button className="button danger-plain" onPress={() => void leave()}>{t.roomSettings.leaveRoom}</Button>
        {mine && <Button className="button danger-plain" onPress={() => void remove()}>{t.roomSettings.remove}</Button>}
      </section>
    </Popup>
  );
}

interface Settings {
  readonly title: string;
  readonly access: Access;
  readonly hasPassword: boolean;
  readonly waitingRoom: boolean;
  readonly maxParticipants: number;
}

function Configuration({ settings, onDone }: { settings: Settings; onDone: () => void }) {
  const t = useText();
  const { room } = useThings().visit;
  const [title, setTitle] = useState(settings.title);
  const [access, setAccess] = useState(settings.access);
  const [waitingRoom, setWaitingRoom] = useState(settings.waitingRoom);
  const [size, setSize] = useState(settings.maxParticipants);
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);

  async function save(change: RoomChange) {
    setProblem(null);
    try {
      await room.update(change);
      toast(t.roomSettings.saved, { stays: 3000 });
      onDone();
    } catch (thrown) {
      setProblem(Problem.of(thrown));
    }
  }

  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void save({ title: title.trim(), access, waitingRoom, maxParticipants: size, ...(password && { password }) });
      }}
    >
      <TextField label={t.start.roomTitle} value={title} required maxLength={100} error={fieldText(t, problem, 'title', 'title')} onChange={(event) => setTitle(event.target.value)} />
      <div className="two">
        <SelectField label={t.start.access} value={access} onChange={(event) => setAccess(event.target.value as Access)}>
          <option value="open">{t.start.accessOpen}</option>
          <option value="invitation">{t.start.accessInvitation}</option>
        </SelectField>
        <TextField label={t.start.size} type="number" min={2} max={50} value={size} error={fieldText(t, problem, 'maxParticipants', 'maxParticipants')} onChange={(event) => setSize(Number(event.target.value))} />
      </div>
      <Switch label={t.start.waitingRoom} hint={t.start.waitingRoomHint} checked={waitingRoom} onChange={setWaitingRoom} />
      <PasswordField
        label={t.roomSettings.newPassword} hint={settings.hasPassword ? t.roomSettings.hasPassword : t.roomSettings.noPassword} value={password} autoComplete="off" maxLength={256}
        error={fieldText(t, problem, 'password', 'roomPassword')} onChange={(event) => setPassword(event.target.value)}
      />
      {settings.hasPassword && <div><Button className="button small" onPress={() => void save({ password: '' })}>{t.roomSettings.removePassword}</Button></div>}
      {problem && <p className="note danger" role="alert">{problemText(t, problem)}</p>}
      <div className="row end"><button type="submit" className="button primary">{t.app.save}</button></div>
    </form>
  );
}
