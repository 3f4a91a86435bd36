// Intervals below each other on one axis: what differs between segments is seen at a glance.
import { h, Component, Shape } from './parts.js';
import { isNumber } from './words.js';

const ROW = 24;
// Where there is no room beside the plot, each row has its words above it; weir.css knows these heights and this width.
const TALL_ROW = 64;
const NARROW = matchMedia('(max-width: 560px)');

/**
 * Rows of {label, value, low, high, limit, tone, word, text}; a null end is open. The reference is where nothing differs;
 * what is beyond the cap is an arrow at the edge, or one outlier would leave no room for the others.
 */
export class Forest extends Component {
  componentDidMount() {
    this.turned = () => this.forceUpdate();
    NARROW.addEventListener('change', this.turned);
  }

  componentWillUnmount() {
    NARROW.removeEventListener('change', this.turned);
  }

  render(forest) {
    return draw(forest);
  }
}

function draw({ rows, reference, from, cap, format, label, margin }) {
  const ends = rows.flatMap((row) => [row.value, row.limit, isNumber(row.low) ? row.low : null, isNumber(row.high) && row.high < 8 * (Math.abs(row.limit) || 1) ? row.high : null]).filter(isNumber);
  if (margin) ends.push(-margin, margin);
  ends.push(reference);
  const low = Math.min(from ?? Infinity, ...ends);
  const high = Math.min(cap ?? Infinity, Math.max(...ends));
  const pad = (high - low) * 0.06 || 0.01;
  const part = (value) => ((Math.max(low - pad, Math.min(high + pad, value)) - low + pad) / (high - low + 2 * pad)) * 100;
  const x = (value) => part(value).toFixed(2) + '%';
  const rowHeight = NARROW.matches ? TALL_ROW : ROW;
  const height = rows.length * rowHeight;
  return h('div', { class: 'forest', role: 'img', 'aria-label': label + ': ' + rows.map((row) => row.label + ' ' + row.text + ' ' + row.word).join('; ') },
    h('div', { class: 'labels', 'aria-hidden': 'true' }, rows.map((row) => h('span', null, h(Shape, { tone: row.tone }), row.label))),
    h('svg', { width: '100%', height: height + 18, class: 'forest-plot', 'aria-hidden': 'true' },
      margin && h('rect', { class: 'margin', x: x(-margin), y: 0, width: (part(margin) - part(-margin)).toFixed(2) + '%', height }),
      h('line', { class: 'reference', x1: x(reference), x2: x(reference), y1: 0, y2: height }),
      rows.map((row, i) => {
        const y = (i + 1) * rowHeight - ROW / 2;
        const known = isNumber(row.low) || isNumber(row.high);
        return h('g', { class: row.tone },
          known && h('line', { class: 'interval', x1: isNumber(row.low) ? x(row.low) : '0%', x2: isNumber(row.high) ? x(row.high) : '100%', y1: y, y2: y }),
          isNumber(row.limit) && h('line', { class: 'limit', x1: x(row.limit), x2: x(row.limit), y1: y - 8, y2: y + 8 }),
          isNumber(row.value) && (row.value > high + pad ? h('svg', { x: '100%', y: y - 6, width: 1, height: 12, overflow: 'visible' }, h('path', { class: 'value', d: 'M-10 0 0 6-10 12Z' })) : h('circle', { class: 'value', cx: x(row.value), cy: y, r: 4 })));
      }),
      [low, reference, high].filter((v, i, all) => all.indexOf(v) === i && (v === reference || Math.abs(part(v) - part(reference)) > 34)).map((v) =>
        h('text', { x: x(v), y: height + 13, 'text-anchor': part(v) < 8 ? 'start' : part(v) > 92 ? 'end' : 'middle' }, format(v)))),
    h('div', { class: 'texts', 'aria-hidden': 'true' }, rows.map((row) => h('span', null, row.text + ' · ' + row.word))));
}
