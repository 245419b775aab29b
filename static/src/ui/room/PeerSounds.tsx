import { Volume2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useText } from '../../text';
import { kept } from '../kept';
import { useCallState, useMedia } from './context';

/** The voices of the others and the sound of their screens, apart from the pictures: layouts come and go, voices stay. */
export function PeerSounds() {
  const t = useText();
  const peers = useCallState((state) => state.peers);
  const speaker = useMedia((state) => state.chosen.speaker);
  // Browsers refuse sound on pages that nobody has touched yet.
  const [refused, setRefused] = useState(false);
  const [touched, setTouched] = useState(0);
  const refuse = () => setRefused(true);
  return (
    <>
      {peers.map((peer) => <Sound key={peer.id} stream={peer.media} user={peer.user.id} speaker={speaker} touched={touched} onRefused={refuse} />)}
      {peers.map((peer) => peer.screen && <Sound key={`${peer.id} screen`} stream={peer.screen} user={peer.user.id} speaker={speaker} touched={touched} onRefused={refuse} />)}
      {refused && (
        <button type="button" className="button primary start-audio" onClick={() => { setRefused(false); setTouched(touched + 1); }}>
          <Volume2 size={18} aria-hidden />{t.room.startAudio}
        </button>
      )}
    </>
  );
}

interface SoundProps {
  readonly stream: MediaStream;
  readonly user: string;
  readonly speaker: string | null;
  readonly touched: number;
  onRefused(): void;
}

type Playing = HTMLAudioElement & { setSinkId?(id: string): Promise<void> };

function Sound({ stream, user, speaker, touched, onRefused }: SoundProps) {
  const element = useRef<Playing>(null);
  const volume = useStore(kept, (state) => state.volumes[user] ?? 1);
  useEffect(() => {
    const audio = element.current;
    if (!audio) return;
    if (audio.srcObject !== stream) audio.srcObject = stream;
    const play = () => void audio.play()?.catch((thrown: unknown) => thrown instanceof DOMException && thrown.name === 'NotAllowedError' && onRefused());
    play();
    // A stream without sound gets some later.
    stream.addEventListener('addtrack', play);
    return () => stream.removeEventListener('addtrack', play);
  }, [stream, touched]);
  useEffect(() => {
    if (element.current) element.current.volume = volume;
  }, [volume]);
  useEffect(() => {
    void element.current?.setSinkId?.(speaker ?? '').catch(() => undefined);
  }, [speaker]);
  return <audio ref={element} autoPlay />;
}
