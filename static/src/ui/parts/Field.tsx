import { CircleAlert, Eye, EyeOff } from 'lucide-react';
import { useId, useState, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes } from 'react';
import { useText } from '../../text';

interface Around {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
}

function Words({ id, hint, error }: { id: string; hint?: ReactNode; error?: string | undefined }) {
  return (
    <>
      {hint && <p className="hint" id={`${id}-hint`}>{hint}</p>}
      {error && <p className="error" id={`${id}-error`}><CircleAlert size={16} aria-hidden />{error}</p>}
    </>
  );
}

const described = (id: string, hint: unknown, error: unknown) => [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;

export function TextField({ label, hint, error, ...input }: Around & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} className="input" aria-invalid={error ? true : undefined} aria-describedby={described(id, hint, error)} {...input} />
      <Words id={id} hint={hint} error={error} />
    </div>
  );
}

export function PasswordField({ label, hint, error, ...input }: Around & InputHTMLAttributes<HTMLInputElement>) {
  const t = useText();
  const id = useId();
  const [shown, setShown] = useState(false);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="with-button">
        <input id={id} className="input" type={shown ? 'text' : 'password'} aria-invalid={error ? true : undefined} aria-describedby={described(id, hint, error)} {...input} />
        <button type="button" className="button icon small plain" aria-label={shown ? t.start.hidePassword : t.start.showPassword} onClick={() => setShown(!shown)}>
          {shown ? <EyeOff size={18} aria-hidden /> : <Eye size={18} aria-hidden />}
        </button>
      </div>
      <Words id={id} hint={hint} error={error} />
    </div>
  );
}

export function SelectField({ label, hint, error, children, ...select }: Around & SelectHTMLAttributes<HTMLSelectElement>) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="input" aria-describedby={described(id, hint, error)} {...select}>{children}</select>
      <Words id={id} hint={hint} error={error} />
    </div>
  );
}

interface SwitchProps {
  readonly label: string;
  readonly hint?: string;
  readonly checked: boolean;
  readonly disabled?: boolean;
  onChange(checked: boolean): void;
}

export function Switch({ label, hint, checked, disabled, onChange }: SwitchProps) {
  const id = useId();
  return (
    <label className="switch">
      <span>
        <span className="label" id={`${id}-label`}>{label}</span>
        {hint && <span className="hint" id={`${id}-hint`}>{hint}</span>}
      </span>
      <input
        type="checkbox" role="switch" checked={checked} disabled={disabled} aria-labelledby={`${id}-label`} aria-describedby={hint && `${id}-hint`}
        onChange={(event) => onChange(event.target.checked)}
      />
    </label>
  );
}
