import { useState } from 'react';
import { Problem, type Access } from '../../api';
import { useText } from '../../text';
import { useDoors } from '../doors';
import { fieldText, problemText } from '../notice/problemText';
import { PasswordField, SelectField, Switch, TextField } from '../parts/Field';
import { go, roomPath } from '../route';

export function NewRoomForm({ onCancel }: { onCancel: () => void }) {
  const t = useText();
  const { api } = useDoors();
  const [waitingRoom, setWaitingRoom] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function submit(form: FormData) {
    const password = String(form.get('password') ?? '');
    setBusy(true);
    setProblem(null);
    try {
      const room = await api.createRoom({
        title: String(form.get('title')).trim(),
        access: form.get('access') as Access,
        waitingRoom,
        ...(password && { password }),
      });
      go(roomPath(room.id), { fresh: true });
    } catch (thrown) {
      setProblem(Problem.of(thrown));
      setBusy(false);
    }
  }

  return (
    <div className="card">
      <form onSubmit={(event) => { event.preventDefault(); void submit(new FormData(event.currentTarget)); }}>
        <h2>{t.start.newRoom}</h2>
        <TextField label={t.start.roomTitle} hint={t.start.roomTitleHint} name="title" required maxLength={100} autoFocus autoComplete="off" error={fieldText(t, problem, 'title', 'title')} />
        <SelectField label={t.start.access} name="access" defaultValue="open">
          <option value="open">{t.start.accessOpen}</option>
          <option value="invitation">{t.start.accessInvitation}</option>
        </SelectField>
        <Switch label={t.start.waitingRoom} hint={t.start.waitingRoomHint} checked={waitingRoom} onChange={setWaitingRoom} />
        <details className="options">
          <summary>{t.start.moreOptions}</summary>
          <div>
            <PasswordField label={t.start.roomPassword} hint={t.start.roomPasswordHint} name="password" autoComplete="off" maxLength={256} error={fieldText(t, problem, 'password', 'roomPassword')} />
          </div>
        </details>
        {problem && <p className="note danger" role="alert">{problemText(t, problem)}</p>}
        <div className="row end">
          <button type="button" className="button" onClick={onCancel}>{t.app.cancel}</button>
          <button type="submit" className="button primary" disabled={busy}>{t.start.create}</button>
        </div>
      </form>
    </div>
  );
}
