/** What the browser knows about the network and the page's visibility. */
export interface Hints {
  /** The network is (probably) there again, or another one. */
  onNetwork(listen: () => void): () => void;
  onVisible(listen: () => void): () => void;
}

interface NetworkInformation extends EventTarget {
  readonly type?: string;
}

export function browserHints(): Hints {
  const network = (navigator as Navigator & { connection?: NetworkInformation }).connection;
  return {
    onNetwork(listen) {
      // The event comes for every new guess of the bandwidth, too: only another kind of network counts.
      let type = network?.type;
      const changed = (): void => {
        if (network?.type === type) return;
        type = network?.type;
        if (type !== 'none') listen();
      };
      window.addEventListener('online', listen);
      network?.addEventListener('change', changed);
      return () => {
        window.removeEventListener('online', listen);
        network?.removeEventListener('change', changed);
      };
    },
    onVisible(listen) {
      const changed = (): void => {
        if (!document.hidden) listen();
      };
      document.addEventListener('visibilitychange', changed);
      return () => document.removeEventListener('visibilitychange', changed);
    },
  };
}

export const noHints: Hints = { onNetwork: () => () => undefined, onVisible: () => () => undefined };
