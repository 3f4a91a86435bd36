// What only some stages have: the A/B test, the shadow's answers beside the baseline's, the watch over the model in charge.
import { h, Panel, Stat, Badge, Empty, Fold, Table } from './parts.js';
import { Forest } from './forest.js';
import { isExperiment } from './guardrails.js';
import { metricName, metricValue, percent, grouped, isNumber, STATE_TONES, STATE_WORDS, micros, dateTime, ratio, figure } from './words.js';

const AB_WORDS = { NOT_STARTED: 'Not started', RUNNING: 'Running', INCONCLUSIVE: 'Inconclusive', A_WINS: 'Baseline wins', B_WINS: 'Candidate wins', TIE: 'Equivalent' };
const AB_TONES = { B_WINS: 'good', A_WINS: 'bad', TIE: 'idle' };
const points = (value) => (isNumber(value) ? (value >= 0 ? '+' : '−') + Math.abs(100 * value).toFixed(2) + ' pt' : '–');

export function Experiment({ doc }) {
  const verdict = doc.verdict;
  const checks = (verdict?.checks || []).filter((check) => isExperiment(doc, check));
  const overall = checks.find((check) => !check.segment && /^(success|reward)$/.test(check.metric)) || checks.find((check) => !check.segment && check.metric !== 'labelled');
  const labelled = checks.find((check) => check.metric === 'labelled');
  const experiment = doc.experiment || doc.terms?.experiment || {};
  if (!overall && !verdict?.abStatus) {
    if (!doc.stages.some((stage) => stage.kind === 'AB_TEST')) return null;
    return h(Panel, { title: 'A/B test', id: 'experiment' }, h(Empty, null,
      'No outcomes are compared in this stage. At a weight of 50 % the truth about each answer (weir.outcomes) decides which variant is better.'));
  }
  const others = checks.filter((check) => !check.segment && check !== overall && check !== labelled);
  const margin = experiment.minEffect ?? overall?.threshold ?? null;
  const row = (check, label) => ({ label, value: effect(check), low: check.ciLow, high: check.ciHigh, tone: STATE_TONES[check.state], word: STATE_WORDS[check.state], text: points(effect(check)) });
  const rows = overall ? [row(overall, 'All'), ...checks.filter((c) => c.segment).map((c) => row(c, c.segment))] : [];
  return h(Panel, { title: 'A/B test', id: 'experiment', note: 'Candidate less baseline, in points; inside the shaded margin a difference does not matter' },
    h('p', null, h(Badge, { tone: AB_TONES[verdict.abStatus] || 'busy', word: AB_WORDS[verdict.abStatus] || 'Running' }), ' ', verdict.message.split('; guardrails:')[0]),
    rows.length > 0 && h(Forest, { rows, reference: 0, format: points, margin: margin || undefined, label: 'Effect overall and by segment' }),
    overall && h('dl', { class: 'stats' },
      h(Stat, { mark: 'baseline', name: doc.baseline, value: metricValue(overall.metric, overall.baselineValue), below: grouped(overall.baselineSamples) + ' outcomes' }),
      h(Stat, { mark: 'candidate', name: doc.candidate, value: metricValue(overall.metric, overall.candidateValue), below: grouped(overall.candidateSamples) + ' outcomes' }),
      h(Stat, { name: 'Needed of each', value: grouped(overall.requiredSamples), below: isNumber(overall.requiredSamples) ? percent(Math.min(1, Math.min(overall.candidateSamples, overall.baselineSamples) / overall.requiredSamples), 0) + ' there' : null }),
      labelled && h(Stat, { name: 'Outcomes known', value: percent(labelled.candidateValue), below: 'of the candidate’s requests; ' + percent(labelled.baselineValue) + ' of the baseline’s' })),
    others.length > 0 && h('p', { class: 'note' }, 'Also: ', others.map((c) => metricName(c.metric).toLowerCase() + ' ' + metricValue(c.metric, c.baselineValue) + ' to ' + metricValue(c.metric, c.candidateValue)).join('; ')));
}
const effect = (check) => (isNumber(check.baselineValue) && isNumber(check.candidateValue) ? check.candidateValue - check.baselineValue : null);

export function Shadow({ doc, samples }) {
  const agreement = doc.verdict?.checks.find((check) => check.metric === 'agreement');
  const terms = doc.terms?.shadow || {};
  const begun = doc.stages.some((stage) => stage.kind === 'SHADOW' && stage.enteredAt);
  return h(Panel, { title: 'Shadow', id: 'shadow', note: 'Copies of requests go to ' + doc.candidate + '; nobody gets its answers' },
    agreement ? [
      h('p', null, h(Badge, { tone: STATE_TONES[agreement.state], word: STATE_WORDS[agreement.state] }), ' ', doc.verdict.message),
      h('dl', { class: 'stats' },
        h(Stat, { name: 'Agreement', value: percent(agreement.candidateValue), below: isNumber(agreement.ciLow) ? 'surely ' + percent(agreement.ciLow) + ' to ' + percent(agreement.ciHigh ?? 1) : null }),
        h(Stat, { name: 'Needed', value: percent(agreement.threshold), below: 'compared by ' + (terms.comparator || 'label') }),
        h(Stat, { name: 'Pairs', value: grouped(agreement.candidateSamples), below: isNumber(agreement.requiredSamples) ? 'about ' + grouped(agreement.requiredSamples) + ' needed' : null }))]
      : h(Empty, null, begun ? 'No pairs are compared now.' : 'Nothing is copied yet: the stage is still to come.'),
    begun && h(Samples, {
      title: 'Where the answers differ', list: samples.disagreements, patterns: samples.patterns, empty: 'No disagreement kept.',
      heads: [doc.baseline + ' said', doc.candidate + ' said'], cells: (s) => [answer(s.baseline), answer(s.candidate)],
    }),
    begun && h(Samples, {
      title: 'Outliers of latency', list: samples.outliers, empty: 'No outlier kept.', heads: ['#' + doc.baseline, '#' + doc.candidate, '#Times'],
      cells: (s) => [micros(s.baselineLatency?.durationMicros), micros(s.candidateLatency?.durationMicros), isNumber(s.latencyRatio) ? ratio(s.latencyRatio) : '–'],
    }));
}

const FEW = 6;

function Samples({ title, list, patterns, empty, heads, cells }) {
  const table = (rows) => h(Table, { label: title, heads: ['Request', ...heads], empty, rows: rows.map((s) => ({ key: s.requestId, cells: [h('span', null, h('code', null, s.requestId), h('br'), h('small', null, dateTime(s.timestamp), ' ', Object.entries(s.segments || {}).map(([k, v]) => k + '=' + v).join(' '))), ...cells(s)] })) });
  return [h('h3', null, title),
    patterns?.length > 0 && h('ul', { class: 'patterns' }, patterns.slice(0, 8).map((p) => h('li', null, patternText(p)))),
    list === undefined ? h(Empty, null, 'Loading …') : list === null ? h(Empty, null, 'Not listed by this control plane; they are on the topic weir.shadow-samples.')
      : [table(list.slice(0, FEW)), list.length > FEW && h(Fold, { summary: list.length - FEW + ' more' }, table(list.slice(FEW)))]];
}
const patternText = (p) => (typeof p === 'string' ? p : [p.baseline ?? p.from, '→', p.candidate ?? p.to, '·', grouped(p.count ?? p.pairs) + ' pairs'].join(' '));
const answer = (part) => (!part ? 'nothing' : h('span', null, part.label ?? part.text ?? figure(part.value), isNumber(part.score) && h('small', null, ' (' + percent(part.score, 0) + ')')));

export function Evidence({ checks, doc }) {
  return h(Table, {
    label: 'Evidence', heads: ['Check', '#' + doc.baseline, '#' + doc.candidate, '#Ratio', '#Limit', '#Harm, e', '#Fine, e', 'State'], empty: 'It weighed no check.',
    rows: checks.map((c) => ({ key: c.metric + c.segment, cells: [metricName(c.metric) + (c.segment ? ' in ' + c.segment : ''), metricValue(c.metric, c.baselineValue), metricValue(c.metric, c.candidateValue), ratio(c.ratio), figure(c.threshold), figure(c.eValue), figure(c.advanceEValue), h(Badge, { tone: STATE_TONES[c.state], word: STATE_WORDS[c.state] })] })),
  });
}

const TONES = { ROLLBACK: 'bad', ABORT: 'bad', KILL: 'bad', REFUSE: 'warn', PAUSE: 'warn', HOLD: 'warn', PROMOTE: 'good', ADVANCE: 'good' };

export function Decisions({ doc, verdicts, load }) {
  return h(Panel, { title: 'Decisions', id: 'decisions', note: 'Newest first; each opens to its evidence' },
    doc.decisions.length ? h('ol', { class: 'log' }, doc.decisions.map((d) => h('li', { key: d.decisionId },
      h(Fold, { onOpen: load, summary: [h('time', { datetime: d.timestamp }, dateTime(d.timestamp)), h(Badge, { tone: TONES[d.action] || 'idle', word: d.action.toLowerCase() }),
        h('span', { class: 'what' }, where(d), h('span', { class: 'reason' }, d.reason))] },
      () => h('div', { class: 'opened' },
        h('p', null, d.reason),
        h('p', { class: 'note' }, 'By ' + d.issuedBy, d.revision != null && ', table revision ' + d.revision, ', ', h('code', null, d.decisionId)),
        d.verdictId && evidenceOf(d, verdicts, doc))))))
      : h(Empty, null, 'None yet.'));
}
const where = (d) => h('b', null, d.fromStage && d.toStage && d.fromStage !== d.toStage ? d.fromStage + ' → ' + d.toStage : d.toStage || d.fromStage || d.rollout || '');
function evidenceOf(decision, verdicts, doc) {
  const verdict = verdicts.find((v) => v.verdictId === decision.verdictId);
  return verdict ? [h('p', null, verdict.message), h(Evidence, { checks: verdict.checks, doc })] : h(Empty, null, 'Its verdict ' + decision.verdictId + ' is no longer in memory; weir.verdicts has it.');
}

export function Alerts({ doc }) {
  const over = new Set(doc.alerts.filter((a) => a.resolved).map((a) => a.incident));
  const shown = doc.alerts.filter((a) => !a.resolved);
  return h(Panel, { title: 'Alerts', id: 'alerts' },
    shown.length ? h('ol', { class: 'log' }, shown.map((a) => h('li', { key: a.alertId, class: 'alert' },
      h('time', { datetime: a.timestamp }, dateTime(a.timestamp)),
      h(Badge, { tone: a.severity === 'CRITICAL' ? 'bad' : a.severity === 'WARNING' ? 'warn' : 'idle', word: a.severity.toLowerCase() }),
      h('span', { class: 'what' }, h('b', null, a.event.toLowerCase().replaceAll('_', ' ')), over.has(a.incident) && ' (over)', h('span', { class: 'reason' }, a.reason)))))
      : h(Empty, null, 'None. Quiet is good.'));
}
