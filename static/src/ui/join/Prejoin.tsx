import { Camera, CameraOff, KeyRound, Mic, MicOff, Video as VideoIcon } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { Problem, RoomGlimpse, User } from '../../api';
import type { LocalMedia } from '../../call';
import { useText } from '../../text';
import { useTitle } from '../doors';
import { kept } from '../kept';
import { problemText } from '../notice/problemText';
import { PasswordField, TextField } from '../parts/Field';
import { TopBar } from '../parts/TopBar';
import { Video } from '../parts/Video';
import { DeviceChoices } from '../settings/DeviceChoices';
import { MediaTrouble } from './MediaTrouble';

export interface Answer {
  readonly name: string;
  readonly password: string;
}

interface PrejoinProps {
  readonly glimpse: RoomGlimpse;
  readonly user: User | null;
  readonly member: boolean;
  /** Until when the invitation is good. */
  readonly invitedUntil?: Date;
  readonly media: LocalMedia;
  readonly busy: boolean;
  readonly problem: Problem | null;
  onJoin(answer: Answer): void;
  onSignIn?: () => void;
}

/** Looking at oneself, choosing devices and saying who one is, before anybody sees. */
export function Prejoin({ glimpse, user, member, invitedUntil, media, busy, problem, onJoin, onSignIn }: PrejoinProps) {
  const t = useText();
  const [name, setName] = useState(() => kept.getState().name);
  const [password, setPassword] = useState('');
  const [nameless, setNameless] = useState(false);
  const asks = glimpse.waitingRoom && !member;
  useTitle(glimpse.title);

  function submit(event: React.FormEvent) {
    event.preventDefault();
    if (!user && !name.trim()) return setNameless(true);
    if (!user) kept.setState({ name: name.trim() });
    onJoin({ name: name.trim(), password });
  }

  return (
    <div className="page">
      <TopBar />
      <main id="content" className="prejoin">
        <Preview media={media} />
        <form className="stack" onSubmit={submit} noValidate>
          <div className="stack tight">
            {invitedUntil && <p className="quiet">{t.join.invitedTo}</p>}
            <h1><bdi>{!glimpse.title ? t.join.titleUnknown : invitedUntil ? glimpse.title : t.join.title(glimpse.title)}</bdi></h1>
            <p className="quiet">{t.join.lead}</p>
          </div>
          {user ? <p>{t.join.asAccount(user.name)}</p> : (
            <TextField
              label={t.join.name} placeholder={t.join.namePlaceholder} value={name} maxLength={64} autoComplete="name" required error={nameless ? t.join.nameMissing : undefined}
              onChange={(event) => { setName(event.target.value); setNameless(false); }}
            />
          )}
          {glimpse.hasPassword && !member && (
            <PasswordField
              label={t.join.password} value={password} autoComplete="off" required onChange={(event) => setPassword(event.target.value)}
              error={problem?.code === 'wrong-password' ? problemText(t, problem) : undefined}
            />
          )}
          {problem && problem.code !== 'wrong-password' && <p className="note danger" role="alert">{problemText(t, problem)}</p>}
          <button type="submit" className="button primary wide" disabled={busy}>
            {asks ? <KeyRound size={18} aria-hidden /> : <VideoIcon size={18} aria-hidden />}
            {busy ? t.join.joining : asks ? t.join.ask : t.join.join}
          </button>
          {asks && <p className="quiet small-text">{t.join.waitingRoomNote}</p>}
          {onSignIn && !user && <div><button type="button" className="button link" onClick={onSignIn}>{t.join.signInInstead}</button></div>}
          {invitedUntil && <p className="quiet small-text">{t.join.expires(invitedUntil)}</p>}
        </form>
      </main>
    </div>
  );
}

function Preview({ media }: { media: LocalMedia }) {
  const t = useText();
  const { camera, microphone, preview } = useStore(media.state);
  const mirror = useStore(kept, (state) => state.mirror);

  useEffect(() => {
    const wishes = kept.getState();
    void media.refresh();
    void media.start({ camera: wishes.camera, microphone: wishes.microphone });
  }, [media]);

  function setCamera(on: boolean) {
    kept.setState({ camera: on });
    void media.setCamera(on);
  }

  function setMicrophone(on: boolean) {
    kept.setState({ microphone: on });
    void media.setMicrophone(on);
  }

  const cameraOn = camera.status === 'on' || camera.status === 'starting';
  const microphoneOn = microphone.status === 'on' || microphone.status === 'starting';
  return (
    <section className="stack" aria-label={t.join.preview}>
      <div className="mirror">
        {preview ? <Video stream={preview} mirrored={mirror} label={t.join.preview} /> : (
          <p>{camera.status === 'starting' ? <><span className="spinner" aria-hidden />{t.join.cameraStarting}</> : <><CameraOff size={28} aria-hidden />{t.join.cameraOff}</>}</p>
        )}
        <div className="mirror-controls">
          <button
            type="button" className={`round ${microphoneOn ? '' : 'off'}`} aria-label={microphoneOn ? t.join.turnMicrophoneOff : t.join.turnMicrophoneOn}
            title={microphoneOn ? t.join.turnMicrophoneOff : t.join.turnMicrophoneOn} onClick={() => setMicrophone(!microphoneOn)}
          >
            {microphoneOn ? <Mic size={22} aria-hidden /> : <MicOff size={22} aria-hidden />}
          </button>
          <button
            type="button" className={`round ${cameraOn ? '' : 'off'}`} aria-label={cameraOn ? t.join.turnCameraOff : t.join.turnCameraOn}
            title={cameraOn ? t.join.turnCameraOff : t.join.turnCameraOn} onClick={() => setCamera(!cameraOn)}
          >
            {cameraOn ? <Camera size={22} aria-hidden /> : <CameraOff size={22} aria-hidden />}
          </button>
        </div>
      </div>
      {camera.failure && <MediaTrouble kind="camera" failure={camera.failure} onRetry={() => setCamera(true)} />}
      {microphone.failure && <MediaTrouble kind="microphone" failure={microphone.failure} onRetry={() => setMicrophone(true)} />}
      {(camera.failure || microphone.failure) && <p className="quiet small-text">{t.join.without}</p>}
      <details className="options">
        <summary>{t.join.devices}</summary>
        <div className="stack"><p className="quiet small-text">{t.join.speakToTest}</p><DeviceChoices media={media} /></div>
      </details>
    </section>
  );
}
