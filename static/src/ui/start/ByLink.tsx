import { useState } from 'react';
import { useText } from '../../text';
import { TextField } from '../parts/Field';
import { go, pathOf } from '../route';

export function ByLink() {
  const t = useText();
  const [link, setLink] = useState('');
  const [wrong, setWrong] = useState(false);
  return (
    <form
      className="stack tight" noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const path = pathOf(link, location.origin);
        if (path) go(path);
        else setWrong(true);
      }}
    >
      <TextField
        label={t.start.link} hint={t.start.linkHint} error={wrong ? t.start.linkWrong : undefined} value={link} autoComplete="off" inputMode="url"
        onChange={(event) => { setLink(event.target.value); setWrong(false); }}
      />
      <div><button type="submit" className="button" disabled={!link.trim()}>{t.start.go}</button></div>
    </form>
  );
}
