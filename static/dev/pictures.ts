/** Moving pictures without a camera: a canvas, drawn once and captured. */
export function picture(hue: number, kind: 'face' | 'screen' = 'face'): MediaStream {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = kind === 'face' ? [960, 540] : [1280, 720];
  const draw = canvas.getContext('2d')!;
  const paint = () => (kind === 'face' ? face(draw, hue) : screen(draw));
  paint();
  setInterval(paint, 500);
  return canvas.captureStream(5);
}

function face(draw: CanvasRenderingContext2D, hue: number) {
  const wall = draw.createLinearGradient(0, 0, 960, 540);
  wall.addColorStop(0, `hsl(${hue} 28% 62%)`);
  wall.addColorStop(1, `hsl(${hue + 40} 24% 38%)`);
  draw.fillStyle = wall;
  draw.fillRect(0, 0, 960, 540);
  draw.fillStyle = `hsl(${hue + 180} 30% 32%)`;
  draw.beginPath();
  draw.ellipse(480, 580, 250, 210, 0, 0, 7);
  draw.fill();
  draw.fillStyle = `hsl(${24 + (hue % 12)} 45% ${62 - (hue % 5) * 5}%)`;
  draw.beginPath();
  draw.ellipse(480, 250, 105, 130, 0, 0, 7);
  draw.fill();
  draw.fillStyle = `hsl(${hue} 20% 18%)`;
  draw.beginPath();
  draw.ellipse(480, 175, 115, 75, 0, 3.1, 6.3);
  draw.fill();
}

function screen(draw: CanvasRenderingContext2D) {
  draw.fillStyle = '#fbfbf8';
  draw.fillRect(0, 0, 1280, 720);
  draw.fillStyle = '#22343a';
  draw.fillRect(0, 0, 1280, 64);
  draw.font = '600 40px sans-serif';
  draw.fillText('Numbers of the quarter', 80, 150);
  [320, 410, 380, 470, 520, 610].forEach((height, place) => {
    draw.fillStyle = place === 5 ? '#0b6b64' : '#9cc4c0';
    draw.fillRect(100 + place * 190, 680 - height * 0.8, 120, height * 0.8);
  });
}
