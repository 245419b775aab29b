/** What a sender may use, so that a mesh fits through a household's uplink. */
export interface Cap {
  readonly maxBitrate: number;
  readonly scaleResolutionDownBy: number;
  readonly maxFramerate: number;
}

/** All pictures together, bits a second. */
const cameraBudget = 3_000_000;
const screenBudget = 4_000_000;

export function cameraCap(peers: number): Cap {
  const count = Math.max(1, peers);
  const maxBitrate = Math.round(Math.min(1_500_000, Math.max(150_000, cameraBudget / count / 1.2)));
  return { maxBitrate, scaleResolutionDownBy: count <= 1 ? 1 : count <= 3 ? 1.5 : count <= 5 ? 2 : 3, maxFramerate: count <= 3 ? 30 : 24 };
}

/** Text must stay readable: fewer pictures a second, never smaller ones. */
export function screenCap(peers: number): Cap {
  const count = Math.max(1, peers);
  return { maxBitrate: Math.round(Math.min(2_500_000, Math.max(300_000, screenBudget / count))), scaleResolutionDownBy: 1, maxFramerate: count <= 3 ? 15 : 8 };
}
