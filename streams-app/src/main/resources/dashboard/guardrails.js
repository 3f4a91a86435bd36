// One tile a guardrail: what is compared, how sure that is, and what is still missing.
import { h, Panel, Badge, Empty } from './parts.js';
import { Chart, axis, timeAxis, cursor, stageLines, stagesOf } from './charts.js';
import { Forest } from './forest.js';
import { metricName, metricNote, metricValue, ratio, figure, grouped, isNumber, percent, STATE_TONES, STATE_WORDS } from './words.js';

export const comparesRatios = (check) => !['split', 'agreement', 'catastrophe'].includes(check.metric);

export function Guardrails({ doc, points }) {
  const checks = doc.verdict?.checks || [];
  const overall = checks.filter((check) => !check.segment && check.metric !== 'agreement' && !isExperiment(doc, check));
  const segments = checks.filter((check) => check.segment && comparesRatios(check) && !isExperiment(doc, check));
  const tile = (check) => h(Tile, { key: check.metric, check, doc, points });
  const small = overall.filter((check) => !comparesRatios(check));
  return h(Panel, { title: 'Guardrails', id: 'guardrails', wide: true, note: 'Candidate over baseline; the band holds the true ratio at all times at once. A limit is broken or kept only once it is proved.' },
    overall.length
      ? h('ul', { class: 'tiles' }, overall.filter(comparesRatios).map(tile), small.length > 0 && h('li', { class: 'stack' }, h('ul', null, small.map(tile))))
      : h(Empty, null, emptyText(doc)),
    segments.length > 0 && h(Segments, { segments }));
}

export const isExperiment = (doc, check) => doc.verdict?.kind === 'AB_TEST' && (check.metric === doc.terms?.experiment?.metric || (/^(success|labelled|reward|latency)$/.test(check.metric) || (check.metric === 'cost' && check.threshold < 1)));

function emptyText(doc) {
  if (!doc.verdict) return 'No verdict on this stage yet. The first comes about two seconds after the first requests.';
  return doc.verdict.kind === 'BASELINE' ? 'Nothing to compare yet: first the baseline alone is counted. ' + doc.verdict.message : 'This verdict weighed no guardrail.';
}

function Tile({ check, doc, points }) {
  const tone = STATE_TONES[check.state];
  const isRatio = comparesRatios(check);
  return h('li', { class: 'tile ' + tone },
    h('header', null,
      h('h3', null, metricName(check.metric), metricNote(check.metric) && h('small', null, metricNote(check.metric))),
      h(Badge, { tone, word: STATE_WORDS[check.state] })),
    h('p', { class: 'big' }, isRatio && isNumber(check.ratio) ? ratio(check.ratio) : isNumber(check.candidateValue) ? metricValue(check.metric, check.candidateValue) : 'no figure yet',
      isNumber(check.threshold) && h('small', null, isRatio ? 'limit ' + ratio(check.threshold) + (allowance(doc, check) ? ' plus ' + percent(allowance(doc, check)) : '') : (check.metric === 'split' ? 'planned ' : 'limit ') + percent(check.threshold)),
      isRatio && isNumber(check.ciLow) && h('small', null, 'between ' + ratio(check.ciLow) + ' and ' + (isNumber(check.ciHigh) ? ratio(check.ciHigh) : 'any'))),
    h('p', { class: 'pair' },
      isNumber(check.baselineValue) && h('span', null, h('span', { class: 'mark baseline', 'aria-hidden': 'true' }), doc.baseline + ' ' + metricValue(check.metric, check.baselineValue)),
      isNumber(check.candidateValue) && h('span', null, h('span', { class: 'mark candidate', 'aria-hidden': 'true' }), doc.candidate + ' ' + metricValue(check.metric, check.candidateValue))),
    isRatio && (ratiosOf(check, points) > 1 ? h(RatioChart, { check, doc, points }) : h(ValueChart, { check, doc, points })),
    h(EvidenceChart, { check, doc, points }),
    h(Evidence, { name: 'Proof of harm', value: check.eValue, needed: check.eValueNeeded, kind: 'harm' }),
    isNumber(check.advanceEValue) && h(Evidence, { name: 'Proof it is fine', value: check.advanceEValue, needed: check.advanceEValueNeeded, kind: 'fine' }),
    h('p', { class: 'samples' }, samples(check)));
}

const ratiosOf = (check, points) => points.filter((point) => isNumber(point.checks.find((each) => each.metric === check.metric)?.ratio)).length;

/** What a rate may have on top of the limit times the baseline's. */
const allowance = (doc, check) => doc.terms?.guardrails?.find((guardrail) => guardrail.metric === check.metric)?.floor || 0;

/** Rates as they are, where a baseline without any failure gives nothing to divide by. */
function ValueChart({ check, doc, points }) {
  const seen = points.map((point) => ({ at: Date.parse(point.at) / 1000, check: point.checks.find((each) => each.metric === check.metric) }))
    .filter((point) => point.check && isNumber(point.check.candidateValue) && isNumber(point.check.baselineValue));
  if (seen.length < 2) return h('p', { class: 'waiting' }, 'The lines begin with the next verdict.');
  const limit = (c) => 100 * (c.threshold * c.baselineValue + allowance(doc, check));
  const data = [seen.map((p) => p.at), seen.map((p) => 100 * p.check.baselineValue), seen.map((p) => 100 * p.check.candidateValue), seen.map((p) => limit(p.check))];
  const make = (c) => ({
    cursor, scales: { y: { range: (u, min, max) => [0, max * 1.3 || 1] } },
    axes: [timeAxis(c), axis(c, { size: 40, values: (u, s) => s.map((v) => v + ' %'), space: 28 })],
    series: [{}, { stroke: c.baseline, width: 2, points: { show: false } }, { stroke: c.candidate, width: 2, dash: [8, 3], points: { show: false } }, { stroke: c.limit, width: 1.5, dash: [6, 4], points: { show: false } }],
    hooks: { drawAxes: [stageLines(c)] },
  });
  const label = metricName(check.metric) + ' over time: ' + doc.baseline + ' ' + percent(check.baselineValue) + ', ' + doc.candidate + ' ' + percent(check.candidateValue) + ', limit ' + limit(check).toFixed(2) + ' %';
  return h(Chart, { label, height: 120, tight: true, make, shape: check.metric + ' values', data, stages: stagesOf(doc) });
}

function samples(check) {
  const have = grouped(check.candidateSamples);
  const of = isNumber(check.baselineSamples) ? ' of the candidate, ' + grouped(check.baselineSamples) + ' of the baseline' : ' of the candidate';
  const more = isNumber(check.requiredSamples) && check.requiredSamples > check.candidateSamples ? '; about ' + grouped(check.requiredSamples) + ' needed' : '';
  return isNumber(check.candidateSamples) ? have + ' requests' + of + more : '';
}

/** How far e has come on the way from 1 to what is needed, by its logarithm: 0 to 1. */
const wayTo = (value, needed) => Math.max(0, Math.min(1, Math.log(Math.max(value, 1e-300)) / Math.log(needed || 20)));

/** Both proofs over time: each stage begins the proof that all is fine anew, that of harm goes on. */
function EvidenceChart({ check, doc, points }) {
  const seen = points.map((point) => ({ at: Date.parse(point.at) / 1000, check: point.checks.find((each) => each.metric === check.metric) })).filter((point) => point.check && isNumber(point.check.eValue));
  if (seen.length < 2) return null;
  const way = (field, needed) => seen.map((p) => (isNumber(p.check[field]) ? 100 * wayTo(p.check[field], p.check[needed] || check[needed]) : null));
  const data = [seen.map((p) => p.at), way('eValue', 'eValueNeeded'), way('advanceEValue', 'advanceEValueNeeded'), seen.map(() => 100)];
  const make = (c) => ({
    cursor, scales: { y: { range: () => [-16, 116] } },
    axes: [{ ...timeAxis(c), show: false }, axis(c, { size: 52, splits: () => [0, 100], values: () => ['e = 1', 'proved'], grid: { show: false } })],
    series: [{}, { stroke: c.bad, width: 2, points: { show: false } }, { stroke: c.good, width: 2, dash: [8, 3], points: { show: false } }, { stroke: c.limit, width: 1, dash: [3, 4], points: { show: false } }],
    hooks: { drawAxes: [stageLines(c)] },
  });
  const fine = isNumber(check.advanceEValue) ? '; that it is fine e = ' + figure(check.advanceEValue) + ' of ' + figure(check.advanceEValueNeeded) : '';
  const label = metricName(check.metric) + ', evidence over time on a logarithm: harm e = ' + figure(check.eValue) + ' of ' + figure(check.eValueNeeded) + fine;
  return h(Chart, { label, height: 64, tight: true, make, shape: check.metric + ' evidence', data, stages: [] });
}

function Evidence({ name, value, needed, kind }) {
  if (!isNumber(value)) return null;
  const goal = needed || 20;
  const way = wayTo(value, needed);
  const proved = value >= goal;
  const e = value >= 1e4 ? value.toExponential(1).replace('e+', 'e') : figure(value);
  const text = proved ? 'proved, ' + e : 'e = ' + e + ' of ' + Math.round(goal);
  return h('div', { class: 'evidence ' + kind },
    h('span', null, h('span', { class: 'mark ' + kind, 'aria-hidden': 'true' }), name), h('span', { class: 'e' }, proved ? h('b', null, text) : text),
    h('progress', { max: 100, value: Math.round(100 * way), 'aria-label': name + ': ' + text }));
}

function RatioChart({ check, doc, points }) {
  const xs = [], values = [], lows = [], highs = [], limits = [];
  let hasBand = false;
  for (const point of points) {
    const found = point.checks.find((each) => each.metric === check.metric);
    if (!found || !isNumber(found.ratio)) continue;
    xs.push(Date.parse(point.at) / 1000);
    values.push(found.ratio);
    limits.push(found.threshold);
    const bounded = isNumber(found.ciLow) || isNumber(found.ciHigh);
    hasBand = hasBand || bounded;
    lows.push(bounded ? found.ciLow ?? 0 : null);
    highs.push(bounded ? found.ciHigh ?? 1e6 : null);
  }
  const limit = limits[limits.length - 1] ?? 2;
  const top = Math.max(limit * 1.4, Math.min(limit * 4, Math.max(...values) * 1.15));
  const label = metricName(check.metric) + ' over time: now ' + ratio(check.ratio) + ', limit ' + ratio(limit);
  const make = (c) => ({
    cursor, scales: { x: { time: true }, y: { range: (u) => [0, u.weir ? u.weir.top : top] } },
    axes: [timeAxis(c), axis(c, { size: 36, values: (u, s) => s.map((v) => v + '×'), space: 28 })],
    series: [{}, { stroke: c.candidate, width: 2, points: { show: false } },
      { stroke: c.band, width: 1, points: { show: false } }, { stroke: c.band, width: 1, points: { show: false } },
      { stroke: c.limit, width: 1.5, dash: [6, 4], points: { show: false } }],
    bands: [{ series: [3, 2], fill: c.band }],
    hooks: { drawAxes: [stageLines(c)] },
  });
  return h(Chart, { label, height: 120, tight: true, make, shape: check.metric, data: [xs, values.map((value) => Math.min(value, 0.985 * top)), lows, highs, limits], stages: stagesOf(doc), top });
}

/** Segments that say something come first; those of which nothing is proved stay few. */
function Segments({ segments }) {
  const rank = (check) => (check.state === 'FAIL' ? 0 : check.state === 'UNDECIDED' ? 1 : 2);
  const known = segments.filter((check) => isNumber(check.ratio));
  if (!known.length) return null;
  const shown = [...known].sort((a, b) => rank(a) - rank(b) || (b.ratio ?? 0) / b.threshold - (a.ratio ?? 0) / a.threshold).slice(0, 12);
  const rows = shown.map((check) => ({
    label: check.segment + ' · ' + metricName(check.metric), value: check.ratio, low: check.ciLow, high: check.ciHigh,
    limit: check.threshold, tone: STATE_TONES[check.state], word: STATE_WORDS[check.state], text: ratio(check.ratio) + ' of ' + ratio(check.threshold),
  }));
  return h('div', { class: 'segments' }, h('h3', null, 'By segment'),
    h(Forest, { rows, reference: 1, from: 0, cap: 2 * Math.max(...rows.map((row) => row.limit || 1)), format: ratio, label: 'Ratio of each segment with its interval' }),
    segments.length > shown.length && h('p', { class: 'note' }, (segments.length - shown.length) + ' more in weir status -o json'));
}
