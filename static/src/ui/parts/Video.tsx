import { useEffect, useRef } from 'react';

interface VideoProps {
  readonly stream: MediaStream | null;
  readonly mirrored?: boolean;
  /** Shows all of it, with bars, instead of cutting edges off. */
  readonly whole?: boolean;
  readonly label: string;
}

/** A picture without its sound, which is played elsewhere. */
export function Video({ stream, mirrored, whole, label }: VideoProps) {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const video = element.current;
    if (!video || video.srcObject === stream) return;
    video.srcObject = stream;
    // Autoplay of a silent picture is allowed everywhere; a refusal means the element has gone.
    if (stream) void video.play()?.catch(() => undefined);
  }, [stream]);
  return <video ref={element} className={`video ${mirrored ? 'mirrored' : ''} ${whole ? 'whole' : ''}`} autoPlay muted playsInline aria-label={label} />;
}
