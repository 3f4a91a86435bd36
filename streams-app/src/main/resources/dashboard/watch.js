// The watch over the accuracy of the variant in charge, with or without a rollout behind it.
import { h, Panel, Stat, Badge, Empty } from './parts.js';
import { Chart, axis, timeAxis, cursor } from './charts.js';
import { percent, grouped, span, isNumber, figure, STATE_TONES, STATE_WORDS, STATUS_TONES, STATUS_WORDS } from './words.js';

const of = (verdict, metric) => verdict?.checks.find((check) => check.metric === metric && !check.segment);

export function Watch({ doc, verdicts, now }) {
  const latest = doc.accuracy;
  const variant = doc.variant || (doc.status === 'PROMOTED' || !doc.endedAt ? doc.candidate : doc.baseline);
  if (!latest) return doc.watch && doc.labelHorizon ? h(Panel, { title: 'Watch over ' + variant, id: 'watch' }, h(Empty, null, 'No verdict yet: the first comes when ten requests are older than the ' + doc.labelHorizon + ' that labels are waited for.')) : null;
  const accuracy = of(latest, 'accuracy');
  const share = of(latest, 'accuracyRatio');
  const known = of(latest, 'labelCompleteness');
  return h(Panel, { title: 'Watch over ' + variant, id: 'watch', note: 'Whether the model in charge is still right as often as when it was deployed' },
    h('p', null, h(Badge, { tone: STATUS_TONES[latest.status], word: STATUS_WORDS[latest.status] }), ' ', latest.message, h('span', { class: 'note' }, ' ' + span(now - Date.parse(latest.timestamp)) + ' ago')),
    accuracy && h(AccuracyChart, { verdicts, accuracy }),
    accuracy && h('dl', { class: 'stats' },
      h(Stat, { name: 'When deployed', mark: 'baseline', value: percent(accuracy.baselineValue) }),
      h(Stat, { name: 'Now', mark: 'candidate', value: percent(accuracy.candidateValue), below: grouped(accuracy.candidateSamples) + ' labels' }),
      share && h(Stat, { name: 'Of what it was', value: percent(share.ratio ?? share.candidateValue), below: 'at least ' + percent(share.threshold) + ' wanted' }),
      isNumber(accuracy.eValue) && h(Stat, { name: 'Proof of a loss', value: 'e = ' + figure(accuracy.eValue), below: isNumber(accuracy.eValueNeeded) ? figure(accuracy.eValueNeeded) + ' needed' : null }),
      known && h(Stat, { name: 'Labels known', value: percent(known.candidateValue), below: STATE_WORDS[known.state] + (isNumber(known.baselineValue) ? '; ' + percent(known.baselineValue) + ' before' : '') })));
}

function AccuracyChart({ verdicts, accuracy }) {
  const seen = verdicts.filter((verdict) => verdict.kind === 'DRIFT').map((verdict) => ({ at: Date.parse(verdict.timestamp) / 1000, check: of(verdict, 'accuracy') }))
    .filter((point) => point.check && isNumber(point.check.candidateValue)).reverse();
  if (seen.length < 2) return h('p', { class: 'waiting' }, 'The line begins with the next verdict on it.');
  const data = [seen.map((p) => p.at), seen.map((p) => 100 * p.check.candidateValue), seen.map((p) => (isNumber(p.check.baselineValue) ? 100 * p.check.baselineValue : null))];
  const make = (c) => ({
    cursor, scales: { y: { range: (u, min, max) => [Math.max(0, Math.floor(min - 3)), Math.min(100, Math.ceil(max + 2))] } },
    axes: [timeAxis(c), axis(c, { size: 44, values: (u, s) => s.map((v) => v + ' %'), space: 28 })],
    series: [{}, { stroke: c.candidate, fill: c.candidateFill, width: 2, points: { show: seen.length < 20 } }, { stroke: c.baseline, width: 2, dash: [6, 4], points: { show: false } }],
  });
  return h(Chart, { label: 'Accuracy over time: now ' + percent(accuracy.candidateValue) + ', when deployed ' + percent(accuracy.baselineValue), height: 120, make, shape: 'accuracy', data });
}
