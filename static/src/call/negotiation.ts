/** The part of RTCPeerConnection that negotiation needs. */
export interface Negotiable {
  readonly signalingState: RTCSignalingState;
  readonly localDescription: RTCSessionDescription | RTCSessionDescriptionInit | null;
  readonly remoteDescription: RTCSessionDescription | RTCSessionDescriptionInit | null;
  setLocalDescription(): Promise<void>;
  setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void>;
  addIceCandidate(candidate: RTCIceCandidateInit): Promise<void>;
}

/**
 * Perfect negotiation: either side may make an offer at any time. When both do at once, the impolite one goes on as if it had heard nothing, and the
 * polite one takes its own back and answers. Which is which both know in the same way, from their ids.
 *
 * What comes is handled in the order in which it came, one after another: a candidate never overtakes its description.
 */
export class Negotiator {
  polite: boolean;
  readonly #connection: Negotiable;
  readonly #send: (description: RTCSessionDescriptionInit) => void;
  #makingOffer = false;
  #settingAnswer = false;
  #ignoring = false;
  #early: RTCIceCandidateInit[] = [];
  #queue: Promise<void> = Promise.resolve();

  constructor(connection: Negotiable, polite: boolean, send: (description: RTCSessionDescriptionInit) => void) {
    this.#connection = connection;
    this.polite = polite;
    this.#send = send;
  }

  /** Something about us has changed: make an offer. */
  async offer(): Promise<void> {
    if (this.#makingOffer || this.#connection.signalingState !== 'stable') return;
    try {
      this.#makingOffer = true;
      await this.#connection.setLocalDescription();
      this.#sendLocal();
    } finally {
      this.#makingOffer = false;
    }
  }

  /** Rejected when the description cannot be used: then the link is beyond repair. */
  description(description: RTCSessionDescriptionInit): Promise<void> {
    return this.#next(async () => {
      const connection = this.#connection;
      const ready = !this.#makingOffer && (connection.signalingState === 'stable' || this.#settingAnswer);
      const collision = description.type === 'offer' && !ready;
      this.#ignoring = !this.polite && collision;
      if (this.#ignoring) return;
      // An answer to an offer that has been taken back.
      if (description.type === 'answer' && connection.signalingState !== 'have-local-offer') return;
      this.#settingAnswer = description.type === 'answer';
      try {
        // Takes our own offer back, when there is one.
        await connection.setRemoteDescription(description);
      } finally {
        this.#settingAnswer = false;
      }
      for (const candidate of this.#early.splice(0)) await this.#add(candidate);
      if (description.type !== 'offer') return;
      await connection.setLocalDescription();
      this.#sendLocal();
    });
  }

  candidate(candidate: RTCIceCandidateInit): Promise<void> {
    return this.#next(async () => {
      if (this.#ignoring) return;
      if (this.#connection.remoteDescription) await this.#add(candidate);
      else this.#early.push(candidate);
    });
  }

  async #add(candidate: RTCIceCandidateInit): Promise<void> {
    // One of another generation, or of a kind that this browser does not know: the others may do.
    await this.#connection.addIceCandidate(candidate).catch(() => undefined);
  }

  #sendLocal(): void {
    const description = this.#connection.localDescription;
    if (description) this.#send({ type: description.type, sdp: description.sdp ?? '' });
  }

  #next(work: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => undefined);
    return done;
  }
}
