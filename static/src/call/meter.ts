/** How loud my own microphone is, ten times a second. */
export class Meter {
  readonly #tell: (level: number) => void;
  #context: AudioContext | null = null;
  #source: MediaStreamAudioSourceNode | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(tell: (level: number) => void) {
    this.#tell = tell;
  }

  listenTo(track: MediaStreamTrack | null): void {
    clearInterval(this.#timer);
    this.#source?.disconnect();
    this.#source = null;
    if (!track || typeof AudioContext === 'undefined') {
      this.#tell(0);
      void this.#context?.close().catch(() => undefined);
      this.#context = null;
      return;
    }
    this.#context ??= new AudioContext();
    const context = this.#context;
    const analyser = context.createAnalyser();
    analyser.fftSize = 1024;
    this.#source = context.createMediaStreamSource(new MediaStream([track]));
    this.#source.connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    let last = 0;
    this.#timer = setInterval(() => {
      // Asleep until the person has touched the page.
      if (context.state === 'suspended') void context.resume().catch(() => undefined);
      analyser.getFloatTimeDomainData(samples);
      let sum = 0;
      for (const sample of samples) sum += sample * sample;
      const level = track.enabled ? Math.min(1, Math.sqrt(sum / samples.length) * 3) : 0;
      if (Math.abs(level - last) < 0.005) return;
      last = level;
      this.#tell(level);
    }, 100);
  }
}
