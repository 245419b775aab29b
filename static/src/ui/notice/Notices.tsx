import { CircleAlert, Info, X } from 'lucide-react';
import { useStore } from 'zustand';
import { useText } from '../../text';
import { dismiss, notices } from './notices';

/** Toasts, and the live regions that speak them. Stands once around everything. */
export function Notices() {
  const t = useText();
  const { toasts, polite, urgent } = useStore(notices);
  return (
    <>
      <div className="hidden-text" aria-live="polite">{polite.map((text, place) => <p key={place}>{text}</p>)}</div>
      <div className="hidden-text" aria-live="assertive">{urgent.map((text, place) => <p key={place}>{text}</p>)}</div>
      {toasts.length > 0 && (
        <section className="toasts" aria-label={t.app.notices}>
          {toasts.map((toast) => (
            <div key={toast.id} className={`toast ${toast.tone}`}>
              {toast.tone === 'danger' ? <CircleAlert size={20} aria-hidden /> : <Info size={20} aria-hidden />}
              <p className="grow">{toast.text}</p>
              <div className="row">
                {toast.actions.map((action) => (
                  <button key={action.label} type="button" className={`button small ${action.primary ? 'primary' : ''}`} onClick={() => action.run()}>
                    {action.label}
                  </button>
                ))}
                <button type="button" className="button small icon plain" aria-label={t.app.dismiss} onClick={() => dismiss(toast.id)}>
                  <X size={18} aria-hidden />
                </button>
              </div>
            </div>
          ))}
        </section>
      )}
    </>
  );
}
