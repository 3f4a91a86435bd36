// Whether what is asked and answered has drifted: what a window says of each feature and of the predictions.
import { h, Panel, Stat, Badge, Empty } from './parts.js';
import { Forest } from './forest.js';
import { figure, grouped, span, isNumber, isOnDrift, percent, STATE_TONES, STATUS_TONES, STATUS_WORDS } from './words.js';

const SHOWN = 12;
const WORDS = { PASS: 'as before', FAIL: 'drifted', UNDECIDED: 'nothing told' };
const SIDE_BY_SIDE = { PASS: 'alike', FAIL: 'differs', UNDECIDED: 'nothing told' };

const of = (verdict, metric) => verdict.checks.filter((check) => check.metric === metric);

export function Drift({ doc, verdicts, now }) {
  const latest = doc.drift;
  if (!latest) return doc.driftWindow ? h(Panel, { title: 'Drift of ' + doc.variant, id: 'drift' }, h(Empty, null, 'No verdict yet: the first ' + doc.driftWindow + ' of requests is what all that follows is compared with.')) : null;
  const features = of(latest, 'featureDrift');
  const predictions = of(latest, 'predictionDrift');
  const score = of(latest, 'driftScore')[0];
  const compares = /^INVESTIGATE/.test(latest.recommendation) || / beside /.test(latest.message);
  const words = compares ? SIDE_BY_SIDE : WORDS;
  const drifted = features.filter((check) => check.state === 'FAIL');
  const past = verdicts.filter((verdict) => isOnDrift(verdict) && isNumber(of(verdict, 'driftScore')[0].candidateValue));
  return h(Panel, { title: 'Drift', id: 'drift', note: compares ? 'Whether both variants are asked the same and answer alike' : 'Whether requests and answers are still like those of the first window' },
    h('p', null, h(Badge, { tone: STATUS_TONES[latest.status], word: STATUS_WORDS[latest.status] }), ' ', latest.message, h('span', { class: 'note' }, ' ' + span(now - Date.parse(latest.timestamp)) + ' ago')),
    isNumber(score.candidateValue) && h('dl', { class: 'stats' },
      h(Stat, { name: compares ? 'Features that differ' : 'Features drifted', value: drifted.length + ' of ' + features.length, below: 'score ' + score.candidateValue.toFixed(2) }),
      predictions.length > 0 && h(Stat, { name: 'Predictions', value: predictions.some((check) => check.state === 'FAIL') ? words.FAIL : words.PASS }),
      h(Stat, { name: 'Requests now', value: grouped(score.candidateSamples), below: 'compared with ' + grouped(score.baselineSamples) }),
      past.length > 1 && h(Stat, { name: 'Windows seen', value: past.length, below: percent(past.filter((verdict) => verdict.status === 'DEGRADED').length / past.length) + ' of them ' + words.FAIL })),
    features.length > 0 && h('h3', null, 'Features'),
    features.length > 0 && h(Changes, { checks: features, words, label: 'Change of each feature' }),
    predictions.length > 0 && h('h3', null, 'Predictions'),
    predictions.length > 0 && h(Changes, { checks: predictions, words, label: 'Change of the predictions' }));
}

/** Those nearest to their limit, or beyond it, first. */
function Changes({ checks, words, label }) {
  const nearness = (check) => (isNumber(check.candidateValue) ? check.candidateValue / check.threshold : -1);
  const sorted = [...checks].sort((a, b) => nearness(b) - nearness(a));
  const rows = sorted.slice(0, SHOWN).map((check) => ({
    label: check.segment.slice(check.segment.indexOf('=') + 1),
    value: check.candidateValue, limit: check.threshold, tone: STATE_TONES[check.state], word: words[check.state],
    text: isNumber(check.candidateValue) ? 'PSI ' + figure(check.candidateValue) + ', p ' + figure(check.pValue) : 'none',
  }));
  const cap = 6 * Math.max(...checks.map((check) => check.threshold || 0));
  return [h(Forest, { rows, reference: 0, from: 0, cap, label, format: (value) => value.toFixed(2) }),
    sorted.length > SHOWN && h('p', { class: 'note' }, sorted.length - SHOWN + ' more, further from their limit')];
}
