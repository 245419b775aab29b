import { useState } from 'react';
import { Problem } from '../../api';
import { useText } from '../../text';
import { useDoors } from '../doors';
import { fieldText, problemText } from '../notice/problemText';
import { PasswordField, TextField } from '../parts/Field';

/** Signing in, or making an account first. */
export function SignInCard({ onDone }: { onDone?: () => void }) {
  const t = useText();
  const { session } = useDoors();
  const [fresh, setFresh] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function submit(form: FormData) {
    const text = (name: string) => String(form.get(name) ?? '');
    const credentials = { userName: text('userName').trim(), password: text('password') };
    const displayName = text('displayName').trim();
    setBusy(true);
    setProblem(null);
    try {
      if (fresh) await session.signUp({ ...credentials, ...(displayName && { displayName }) });
      else await session.signIn(credentials);
      onDone?.();
    } catch (thrown) {
      setProblem(Problem.of(thrown));
      setBusy(false);
    }
  }

  const field = (name: 'userName' | 'password' | 'displayName') => fieldText(t, problem, name, name);
  const elsewhere = problem && !Object.keys(problem.errors).some((name) => ['userName', 'password', 'displayName'].includes(name));
  return (
    <div className="stack">
      <h2>{fresh ? t.start.register : t.start.signIn}</h2>
      <form onSubmit={(event) => { event.preventDefault(); void submit(new FormData(event.currentTarget)); }}>
        <TextField
          label={t.start.userName} name="userName" autoComplete="username" autoCapitalize="none" spellCheck={false} required maxLength={32}
          hint={fresh ? t.start.userNameHint : undefined} error={field('userName')}
        />
        {fresh && <TextField label={t.start.displayName} name="displayName" autoComplete="name" maxLength={64} hint={t.start.displayNameHint} error={field('displayName')} />}
        <PasswordField
          key={String(fresh)} label={t.start.password} name="password" autoComplete={fresh ? 'new-password' : 'current-password'} required maxLength={128}
          hint={fresh ? t.start.passwordHint : undefined} error={field('password')}
        />
        {elsewhere && <p className="note danger" role="alert">{problemText(t, problem)}</p>}
        <button type="submit" className="button primary wide" disabled={busy}>{fresh ? t.start.register : t.start.signIn}</button>
      </form>
      <div><button type="button" className="button link" onClick={() => { setFresh(!fresh); setProblem(null); }}>{fresh ? t.start.haveAccount : t.start.noAccount}</button></div>
    </div>
  );
}
