import type { Quality } from '../../call';
import { useText, type Texts } from '../../text';
import { IconButton } from '../parts/IconButton';

const heights = [5, 9, 13];
const filled = { unknown: 0, good: 3, fair: 2, poor: 1 } as const;

/** Three bars for the connection to somebody, with the reason in the tooltip. */
export function QualityBars({ quality }: { quality: Quality }) {
  const t = useText();
  const words = qualityWords(t, quality);
  return (
    <IconButton className={`quality ${quality.level}`} label={words.slice(0, 1 + quality.reasons.length).join(', ')} tip={words.join('\n')}>
      <svg viewBox="0 0 16 14" width="16" height="14" aria-hidden>
        {heights.map((height, place) => (
          <rect key={height} x={place * 6} y={14 - height} width="4" height={height} rx="1.5" fill="currentColor" opacity={place < filled[quality.level] ? 1 : 0.35} />
        ))}
      </svg>
    </IconButton>
  );
}

export function qualityWords(t: Texts, quality: Quality): readonly string[] {
  const reasons = quality.reasons.map((reason) => {
    if (reason === 'loss') return t.tile.reasons.loss(quality.loss);
    if (reason === 'delay') return t.tile.reasons.delay(quality.roundTrip ?? 0);
    return t.tile.reasons[reason];
  });
  if (quality.level === 'unknown') return [t.tile.qualityLabel(t.tile.levels.unknown)];
  return [
    t.tile.qualityLabel(t.tile.levels[quality.level]),
    ...reasons,
    ...(quality.roundTrip !== null && !quality.reasons.includes('delay') ? [t.tile.roundTrip(quality.roundTrip)] : []),
    t.tile.bits(quality.incoming, quality.outgoing),
    quality.relayed ? t.tile.relayed : t.tile.straight,
  ];
}
