// uPlot in a component: sized by its box, coloured by the page, rebuilt when either the theme or the make-up changes.
import { h, Component } from './parts.js';

const { uPlot } = window;
const dark = matchMedia('(prefers-color-scheme: dark)');

export function theme() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue('--' + name).trim();
  return {
    text: of('text-2'), grid: of('line'), baseline: of('baseline'), candidate: of('candidate'), limit: of('limit'),
    band: of('band'), good: of('good'), bad: of('bad'), baselineFill: of('baseline-fill'), candidateFill: of('candidate-fill'), stage: of('stage-line'),
  };
}

export class Chart extends Component {
  componentDidMount() {
    this.make();
    this.observer = new ResizeObserver(() => this.plot && this.fit());
    this.observer.observe(this.box);
    this.recolour = () => this.make();
    dark.addEventListener('change', this.recolour);
  }
  componentDidUpdate(before) {
    if (before.shape !== this.props.shape) this.make();
    else if (before.data !== this.props.data) {
      this.plot.weir = this.props;
      this.plot.setData(this.props.data);
    }
  }
  componentWillUnmount() {
    dark.removeEventListener('change', this.recolour);
    this.observer.disconnect();
    this.plot.destroy();
  }
  fit() {
    const { width } = this.box.getBoundingClientRect();
    if (Math.abs(width - this.plot.width) > 1) this.plot.setSize({ width, height: this.props.height });
  }
  make() {
    if (this.plot) this.plot.destroy();
    const width = Math.max(120, this.box.getBoundingClientRect().width);
    const options = this.props.make(theme());
    this.plot = new uPlot({ width, height: this.props.height, legend: { show: false }, padding: [8, this.props.tight ? 10 : 32, 0, 0], ...options }, this.props.data, this.box);
    this.plot.weir = this.props;
  }
  render({ label, height }) {
    return h('div', { class: 'chart', role: 'img', 'aria-label': label },
      h('div', { class: 'plot h' + height, ref: (box) => { this.box = box; } }));
  }
}

const FONT = '11px Inter, ui-sans-serif, system-ui, sans-serif';
const two = (n) => String(n).padStart(2, '0');
const times = (u, splits) => {
  const seconds = splits.length > 1 && splits[1] - splits[0] < 60;
  return splits.map((s) => { const d = new Date(s * 1000); return two(d.getHours()) + ':' + two(d.getMinutes()) + (seconds ? ':' + two(d.getSeconds()) : ''); });
};
export const axis = (colours, more) => ({
  stroke: colours.text, font: FONT, grid: { stroke: colours.grid, width: 1 }, ticks: { show: false }, gap: 4, ...more,
});
export const timeAxis = (colours) => axis(colours, { values: times, space: 70, size: 24, grid: { show: false } });
export const cursor = { y: false, points: { size: 6 }, drag: { x: false, y: false } };

/** Vertical lines where stages began, the name beside each where there is room. */
export const stageLines = (colours) => (u) => {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.strokeStyle = colours.stage;
  ctx.fillStyle = colours.text;
  ctx.font = Math.round(10 * devicePixelRatio) + 'px Inter, ui-sans-serif, system-ui, sans-serif';
  ctx.textAlign = 'left';
  ctx.textBaseline = 'alphabetic';
  ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
  let free = bbox.left;
  for (const { at, name } of u.weir?.stages || []) {
    const x = u.valToPos(at, 'x', true);
    if (x < bbox.left - 1 || x > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    const room = ctx.measureText(name).width;
    if (x >= free && x + room + 6 < bbox.left + bbox.width) {
      ctx.fillText(name, x + 4 * devicePixelRatio, bbox.top + 9 * devicePixelRatio);
      free = x + room + 10 * devicePixelRatio;
    }
  }
  ctx.restore();
};

export const stagesOf = (doc) => doc.stages.filter((s) => s.enteredAt).map((s) => ({ at: Date.parse(s.enteredAt) / 1000, name: s.name }));
