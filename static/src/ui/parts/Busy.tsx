import { useText } from '../../text';

/** A whole screen that waits for something. */
export function Busy({ text }: { text?: string }) {
  const t = useText();
  return (
    <main id="content" className="page center">
      <p className="row quiet" role="status"><span className="spinner" aria-hidden />{text ?? t.app.loading}</p>
    </main>
  );
}
