// Who gets what: latencies of both variants, the split as it is against the split as planned, and the way of each table.
import { h, Panel, Stat, Table, Empty } from './parts.js';
import { Chart, axis, timeAxis, cursor, stageLines, stagesOf } from './charts.js';
import { micros, percent, grouped, weight, clock, span, isNumber, isOver } from './words.js';

const STEPS = 8;

/** Upper edges of the bins the judge publishes: eight steps an octave, at least 8 µs wide. */
function edges(least, most) {
  const all = [];
  for (let up = 8; up <= 2 ** 40; up += Math.max(8, 2 ** Math.floor(Math.log2(up)) / STEPS)) {
    if (up >= least) all.push(up);
    if (up > most) break;
  }
  return all;
}

/** The windows of the stage the rollout is or was last in. */
function lately(doc, windows) {
  const ours = windows.filter((w) => !w.segment && w.rollout === doc.rollout && (w.variant === doc.baseline || w.variant === doc.candidate));
  const latest = ours.reduce((a, b) => (!a || b.windowStart > a.windowStart ? b : a), null);
  const withBoth = ours.filter((w) => w.variant === doc.candidate && w.requests).reduce((a, b) => (!a || b.windowStart > a.windowStart ? b : a), null);
  const stage = (withBoth || latest)?.stage;
  return { stage, windows: ours.filter((w) => w.stage === stage) };
}

export function Latencies({ doc, windows }) {
  const { stage, windows: recent } = lately(doc, windows);
  const of = (variant, shadow) => recent.filter((w) => w.variant === variant && (w.role === 'SHADOW') === shadow);
  const candidates = of(doc.candidate, false).length ? of(doc.candidate, false) : of(doc.candidate, true);
  const arms = [['baseline', doc.baseline, total(of(doc.baseline, false))], ['candidate', doc.candidate, total(candidates)]];
  const seen = arms.flatMap(([, , arm]) => [...arm.bins.keys()]);
  return h(Panel, { title: 'Latency distributions', id: 'latencies', note: stage ? 'Share of the requests of stage ' + stage + ' within each 10 % of duration' : null },
    seen.length ? [h(Distribution, { arms, seen, key: stage }), h('dl', { class: 'stats' }, arms.map(([mark, variant, arm]) =>
      h(Stat, { mark, name: variant, value: micros(quantile(arm, 0.5)), below: '95 %: ' + micros(quantile(arm, 0.95)) + ' · ' + grouped(arm.count) + ' requests' })))]
      : h(Empty, null, 'No window of figures yet. One is published every ten seconds.'));
}

function total(windows) {
  const bins = new Map();
  let count = 0;
  for (const window of windows) {
    for (const bin of window.latencyBins || []) {
      bins.set(bin.upToMicros, (bins.get(bin.upToMicros) || 0) + bin.count);
      count += bin.count;
    }
  }
  return { bins, count };
}

function quantile({ bins, count }, q) {
  let seen = 0;
  for (const [edge, n] of [...bins].sort((a, b) => a[0] - b[0])) {
    seen += n;
    if (seen >= q * count) return edge * (1 - 1 / (4 * STEPS));
  }
  return null;
}

function Distribution({ arms, seen }) {
  const least = Math.min(...seen);
  const most = Math.max(...seen);
  const all = edges(least * 0.8, most * 1.1);
  // Few requests in narrow bins look like a comb.
  const merge = Math.min(...arms.map(([, , arm]) => arm.count).filter((n) => n)) < 1000 ? 3 : 1;
  const xs = all.filter((_, i) => i % merge === 0);
  const ys = arms.map(([, , arm]) => xs.map((edge, i) => {
    const from = i ? xs[i - 1] : 0;
    let n = 0;
    for (const up of all) if (up > from && up <= edge) n += arm.bins.get(up) || 0;
    // Bins are not equally wide on a logarithm, so that what is drawn is a density: else each doubling is a step.
    return arm.count && from ? (100 * n) / arm.count / (Math.log(edge / from) / Math.log(1.1)) : 0;
  }));
  const make = (c) => ({
    cursor, scales: { x: { time: false, distr: 3 }, y: { range: (u, min, max) => [0, max * 1.1 || 1] } },
    axes: [axis(c, { size: 24, filter: (u, splits) => splits, splits: (u, i, min, max) => decades(min, max, u.width), values: (u, s) => s.map(short), grid: { show: false } }),
      axis(c, { size: 40, values: (u, s) => s.map((v) => v + ' %'), space: 30 })],
    series: [{}, { stroke: c.baseline, fill: c.baselineFill, width: 2, points: { show: false } },
      { stroke: c.candidate, fill: c.candidateFill, width: 2, dash: [8, 3], points: { show: false } }],
  });
  const label = 'Distribution of durations: ' + arms.map(([, variant, arm]) => variant + ' median ' + micros(quantile(arm, 0.5)) + ', 95 % ' + micros(quantile(arm, 0.95))).join('; ');
  return h(Chart, { label, height: 200, make, shape: 'latencies', data: [xs, ...ys] });
}

function decades(min, max, width) {
  const steps = width > 360 ? [1, 2, 5] : [1, 3];
  const all = [];
  for (let ten = 10 ** Math.floor(Math.log10(min)); ten <= max; ten *= 10) for (const step of steps) if (ten * step >= min && ten * step <= max) all.push(ten * step);
  return all;
}
const short = (v) => (v >= 1e6 ? v / 1e6 + ' s' : v >= 1000 ? v / 1000 + ' ms' : v + ' µs');

export function Split({ doc, delivery }) {
  const slices = [...delivery.slices].reverse().filter((slice) => Date.parse(slice.start) >= Date.parse(doc.startedAt) - 15000);
  const revisions = [...delivery.revisions].filter((r) => r.decidedAt).sort((a, b) => a.revision - b.revision);
  const planned = (at) => revisions.filter((r) => Date.parse(r.decidedAt) <= at).pop()?.weights[doc.candidate] ?? 0;
  const current = delivery.revisions.find((r) => r.revision === doc.revision);
  const realised = current && share(current.assigned, doc.candidate);
  // A share stands in the middle of its slice of time, a weight changes at the instant of its decision.
  const shares = new Map(slices.map((s) => [Date.parse(s.start) / 1000 + delivery.sliceSeconds / 2, pc(share(s.assigned, doc.candidate))]));
  const turns = revisions.map((r) => Date.parse(r.decidedAt) / 1000).filter((at) => at >= [...shares.keys()][0]);
  const xs = [...new Set([...shares.keys(), ...turns])].sort((a, b) => a - b);
  const data = [xs, xs.map((x) => shares.get(x) ?? null), xs.map((x) => planned(1000 * x) / 100)];
  const make = (c) => ({
    cursor, scales: { y: { range: (u, min, max) => [0, Math.min(100, Math.max(10, max * 1.2))] } },
    axes: [timeAxis(c), axis(c, { size: 44, values: (u, s) => s.map((v) => v + ' %'), space: 28 })],
    series: [{}, { stroke: c.candidate, fill: c.candidateFill, width: 2, spanGaps: true, points: { show: false } },
      { stroke: c.limit, width: 1.5, dash: [6, 4], points: { show: false }, paths: window.uPlot.paths.stepped({ align: 1 }) }],
    hooks: { drawAxes: [stageLines(c)] },
  });
  const now = current ? weight(current.weights[doc.candidate] ?? 0) : '–';
  return h(Panel, { title: 'Split', id: 'split', note: 'Requests the sidecars sent to ' + doc.candidate + ', against the weights' },
    xs.length > 1 ? h(Chart, { label: 'Share of the candidate: realised ' + percent(realised) + ', planned ' + now, height: 160, make, shape: doc.candidate, data, stages: stagesOf(doc) })
      : h(Empty, null, 'No sidecar has reported requests yet.'),
    h('dl', { class: 'stats' },
      h(Stat, { name: 'Planned now', value: now, mark: 'limit' }),
      h(Stat, { name: 'Realised at this revision', value: percent(realised), mark: 'candidate', below: current ? grouped(sum(current.assigned)) + ' requests' : null })));
}

const sum = (counts) => Object.values(counts).reduce((a, b) => a + b, 0);
const share = (counts, variant) => (sum(counts) ? (counts[variant] || 0) / sum(counts) : null);
const pc = (value) => (isNumber(value) ? 100 * value : null);

export function Delivery({ doc, delivery, now }) {
  const live = doc.sidecars.filter((sidecar) => !sidecar.silent);
  const current = delivery.revisions.find((r) => r.revision === doc.revision);
  const behind = live.filter((sidecar) => sidecar.revision < doc.revision);
  const silent = doc.sidecars.length - live.length;
  const delays = delivery.revisions.map((r) => r.p99Micros).filter(isNumber).sort((a, b) => a - b);
  return h(Panel, { title: 'Propagation', id: 'propagation', note: 'From the decision to the sidecars that route by it' },
    h('dl', { class: 'stats' },
      h(Stat, { name: 'Revision ' + doc.revision, value: current ? current.acks + ' of ' + Math.max(doc.sidecars.length, current.acks) : '–', below: 'sidecars apply it' }),
      h(Stat, { name: '99 % within', value: current ? micros(current.p99Micros) : '–', below: delays.length > 1 ? 'worst of the last ' + delays.length + ': ' + micros(delays[delays.length - 1]) : null }),
      h(Stat, { name: 'Behind', value: behind.length, below: behind.map((s) => s.sidecar).join(', ') || 'none' }),
      h(Stat, { name: 'Silent', value: silent, below: silent ? 'for 30 s, no longer waited for' : 'none' })),
    h(Table, {
      label: 'Sidecars', heads: ['Sidecar', '#Revision', 'Applied', 'Heard of', 'State'], empty: 'No sidecar has been heard of. Start one with weir sidecar.',
      rows: doc.sidecars.map((s) => ({
        key: s.sidecar,
        cells: [s.sidecar, s.revision, clock(s.appliedAt), span(now - Date.parse(s.lastSeen)) + ' ago',
          s.silent ? 'silent' : s.stale ? 'out of touch with Kafka' : s.revision < doc.revision ? 'behind' : 'up to date'],
      })),
    }),
    h('h3', null, 'Latest tables'),
    h(Table, {
      label: 'Routing tables', heads: ['#Revision', 'Stage', 'Decided', '#Acks', '#Median', '#99 %', '#Slowest'], empty: 'No table yet.',
      rows: delivery.revisions.slice(0, 6).map((r) => ({ key: r.revision, cells: [r.revision, r.stage || (isOver(doc) ? 'after the rollout' : '–'), clock(r.decidedAt), r.acks, micros(r.p50Micros), micros(r.p99Micros), micros(r.maxMicros)] })),
    }));
}
