// Figures and states as people read them. Every state has a shape and a word besides its colour.
const METRICS = {
  errorRate: 'Error rate', timeoutRate: 'Timeout rate', latencyP50: 'Latency, median', latencyP95: 'Latency, 95 %', latencyP99: 'Latency, 99 %',
  cpu: 'CPU time', memory: 'Memory', cost: 'Cost', catastrophe: 'Plain failure', split: 'Traffic split',
  agreement: 'Agreement', success: 'Success', requestsPerSecond: 'Requests a second', accuracy: 'Accuracy', accuracyRatio: 'Accuracy of what it was', labelCompleteness: 'Labels known', labelled: 'Outcomes known',
  driftScore: 'Features drifted', featureDrift: 'Drift of features', predictionDrift: 'Drift of predictions',
};
const METRIC_NOTES = {
  catastrophe: 'tells without a baseline',
  split: 'units fall as the weights say',
  agreement: 'answers to copied requests that match',
};
const RATES = new Set(['errorRate', 'timeoutRate', 'catastrophe', 'split', 'agreement', 'success', 'accuracy', 'accuracyRatio', 'labelCompleteness', 'labelled', 'driftScore']);

export const metricName = (metric) =>
  METRICS[metric] || metric.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/^./, (c) => c.toUpperCase());
export const metricNote = (metric) => METRIC_NOTES[metric] || '';
export const isNumber = (value) => typeof value === 'number' && Number.isFinite(value);

export function percent(value, digits) {
  if (!isNumber(value)) return '–';
  const size = Math.abs(value);
  return (100 * value).toFixed(digits ?? (size >= 0.1 || size === 0 ? 1 : 2)) + ' %';
}
export function micros(value) {
  if (!isNumber(value)) return '–';
  if (value < 1000) return value.toFixed(0) + ' µs';
  if (value < 1e6) return (value / 1000).toFixed(value < 1e4 ? 2 : value < 1e5 ? 1 : 0) + ' ms';
  return (value / 1e6).toFixed(2) + ' s';
}
export function bytes(value) {
  if (!isNumber(value)) return '–';
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) { value /= 1000; unit++; }
  return value.toFixed(unit && value < 100 ? 1 : 0) + ' ' + units[unit];
}
export function metricValue(metric, value) {
  if (!isNumber(value)) return '–';
  if (RATES.has(metric) || /rate$/i.test(metric)) return percent(value);
  if (/latency|cpu/i.test(metric)) return micros(value);
  return metric === 'memory' ? bytes(value) : figure(value);
}
export function figure(value) {
  if (!isNumber(value)) return '–';
  const size = Math.abs(value);
  if (size >= 1e6) return value.toExponential(1);
  if (size >= 100) return grouped(Math.round(value));
  return size >= 10 ? value.toFixed(1) : size >= 0.01 || size === 0 ? value.toFixed(2) : value.toPrecision(2);
}
export const ratio = (value) => (isNumber(value) ? value.toFixed(value < 10 ? 2 : 1) + '×' : '–');
export const grouped = (value) => (isNumber(value) ? Math.round(value).toLocaleString('en').replaceAll(',', ' ') : '–');
export const weight = (bps) => (bps % 100 ? (bps / 100).toFixed(bps % 10 ? 2 : 1) : bps / 100) + ' %';

/** A span in at most two units: 2 d 4 h, 3 min 20 s, 8 s. */
export function span(ms) {
  if (!isNumber(ms)) return '–';
  const s = Math.max(0, Math.round(ms / 1000));
  const units = [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']];
  const first = units.findIndex(([size]) => s >= size);
  if (first < 0) return '0 s';
  const whole = Math.floor(s / units[first][0]);
  const next = units[first + 1];
  const rest = next && whole < 10 ? Math.floor((s % units[first][0]) / next[0]) : 0;
  return whole + ' ' + units[first][1] + (rest ? ' ' + rest + ' ' + next[1] : '');
}
export const clock = (iso) => (iso ? new Date(iso).toLocaleTimeString('en-GB') : '–');
export const dateTime = (iso) => {
  if (!iso) return '–';
  const at = new Date(iso);
  return at.toDateString() === new Date().toDateString() ? clock(iso) : at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' }) + ' ' + clock(iso);
};

/** A day without a time of it, such as 2026-08-01. */
export const day = (date) => new Date(date + 'T12:00').toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

/** What is going on with a rollout, most urgent first: tone chooses colour and shape, never alone. */
export function badge(row, now) {
  const verdict = row.verdict;
  if (row.killSwitch) return { tone: 'bad', word: 'Kill switch on' };
  if (row.accuracy?.status === 'DEGRADED' && (row.watch || row.status === 'PROMOTED')) return { tone: 'bad', word: 'Accuracy lost', urgent: true };
  if (hasDrifted(row)) return { tone: 'bad', word: 'Drifted', urgent: true };
  if (row.watch && !row.labelHorizon) return row.drift ? { tone: STATUS_TONES[row.drift.status], word: row.drift.status === 'HEALTHY' ? 'No drift' : 'Gathering requests' } : { tone: 'busy', word: 'Gathering requests' };
  if (row.watch) return row.accuracy ? { tone: STATUS_TONES[row.accuracy.status], word: row.accuracy.status === 'HEALTHY' ? 'Accurate' : 'Gathering labels' } : { tone: 'busy', word: 'Waiting for labels' };
  switch (row.status) {
    case 'PROMOTED': return { tone: 'good', word: 'Released' };
    case 'ROLLED_BACK': return { tone: 'bad', word: 'Rolled back' };
    case 'ABORTED': return { tone: 'idle', word: 'Aborted' };
    case 'PAUSED': return { tone: 'warn', word: 'Paused' };
    default:
  }
  if (verdict?.status === 'DEGRADED') return { tone: 'bad', word: 'Guardrail failing' };
  if (isStale(verdict, now)) return { tone: 'warn', word: 'No fresh verdict' };
  if (row.stageIndex < 0) return { tone: 'busy', word: 'Collecting baseline' };
  if (!verdict) return { tone: 'busy', word: 'Waiting for a verdict' };
  if (verdict.recommendation === 'ADVANCE' && row.approvalRequired) return { tone: 'warn', word: 'Needs approval' };
  return verdict.status === 'HEALTHY' ? { tone: 'good', word: 'Healthy' } : { tone: 'busy', word: 'Gathering evidence' };
}
/** Of verdicts of kind DRIFT those on what is asked and answered; the others are on how right it is. */
export const isOnDrift = (verdict) => verdict.kind === 'DRIFT' && (verdict.checks ? verdict.checks.some((check) => check.metric === 'driftScore') : /drift/i.test(verdict.worst?.metric));
/** What is asked and answered has drifted of a model that nothing is rolled out of. */
const hasDrifted = (row) => row.drift?.recommendation === 'RETRAIN' && (row.watch || row.status === 'PROMOTED');
/** Verdicts come every few seconds while there are requests. */
export const isStale = (verdict, now) => !!verdict && now - Date.parse(verdict.timestamp) > 60000;
export const needsAttention = ({ tone, urgent }, row) => tone === 'warn' || (tone === 'bad' && (urgent || row.killSwitch || !isOver(row)));
export const isOver = (row) => ['PROMOTED', 'ROLLED_BACK', 'ABORTED'].includes(row.status);
export const STATE_TONES = { PASS: 'good', FAIL: 'bad', UNDECIDED: 'busy' };
export const STATUS_TONES = { HEALTHY: 'good', DEGRADED: 'bad', INSUFFICIENT_DATA: 'busy' };
export const STATUS_WORDS = { HEALTHY: 'Healthy', DEGRADED: 'Degraded', INSUFFICIENT_DATA: 'Too little data' };
export const STATE_WORDS = { PASS: 'Pass', FAIL: 'Fail', UNDECIDED: 'Undecided' };

const ADVICE = {
  CONTINUE: 'Nothing to do: Weir goes on by itself as soon as the evidence allows it.',
  ADVANCE: 'Nothing to do: the stage ends when its time is over.',
  ROLLBACK: 'Press Roll back if Weir has not done it already.',
  PROMOTE_TO_CANARY: 'Nothing to do: the shadow stage ends when its time is over.',
  OPTIMIZE_LATENCY: 'The candidate is too slow. Roll it back and make it faster.',
  INVESTIGATE_DISAGREEMENT: 'The answers differ more than agreed. Look at the examples below before going on.',
  FIX_ERRORS: 'The candidate fails too often. Roll it back and mend it.',
  DEPLOY_CANDIDATE: 'The candidate wins: let it go on.',
  KEEP_BASELINE: 'The baseline wins: roll back.',
  EQUIVALENT: 'Neither is better by as much as matters. Keep what is cheaper to run.',
  ROUTE_BY_SEGMENT: 'Each variant is better for some. Send each segment to its own.',
  INVESTIGATE_SPLIT: 'Users are not split as the weights say: find out why before trusting any figure.',
  RETRAIN: 'The model in charge has become worse than it was: train it anew.',
  CLEAN_UP: 'At full for long enough: promote, and take the old variant down.',
};
/** What to press, or that there is nothing to. */
export function advice(doc, now) {
  if (doc.killSwitch) return 'Everything goes to ' + (doc.inCharge || doc.baseline) + '. Switch the kill switch off when the cause is found.';
  if (doc.accuracy?.status === 'DEGRADED' && (doc.watch || doc.status === 'PROMOTED')) return ADVICE.RETRAIN + (doc.keepWarm && !doc.keepWarm.released ? ' Until ' + dateTime(doc.keepWarm.until) + ' Roll back gives ' + doc.keepWarm.variant + ' charge again.' : '');
  if (hasDrifted(doc)) return 'What is asked or answered is not what it was: look what changed below, and train the model on it. Another reason may be a service that fills a feature differently.';
  if (doc.watch && !doc.labelHorizon) return 'Nothing to do: an alert comes when what is asked or answered has drifted.';
  if (doc.watch) return 'Nothing to do: an alert comes when it is right less often than when it was deployed.';
  switch (doc.status) {
    case 'PROMOTED': return doc.candidate + ' is in charge. ' + kept(doc.keepWarm);
    case 'ROLLED_BACK': return 'Everything goes to ' + doc.baseline + ' again. Mend the candidate and submit it anew under another name.';
    case 'ABORTED': return 'Given up by a person; everything goes to ' + doc.baseline + '.';
    case 'PAUSED': return doc.verdict?.status === 'DEGRADED' ? 'Press Roll back, unless you know why this is no harm; then Resume.' : 'Press Resume to go on, or Roll back.';
    default:
  }
  if (isStale(doc.verdict, now)) return 'No verdict for ' + span(now - Date.parse(doc.verdict.timestamp)) + ': look whether requests still come and whether weir streams runs. If in doubt, press Roll back.';
  if (doc.holding) return 'See what holds it. Advance goes on all the same, on record as an override.';
  if (doc.overdue) return doc.overdue.message + '.';
  const current = doc.stages.find((stage) => stage.state === 'CURRENT');
  const isProved = doc.verdict?.recommendation === 'ADVANCE';
  if (isProved && current?.approvalRequired) return 'Proved. Press Approve.';
  if (isProved && current === doc.stages[doc.stages.length - 1] && doc.terms?.promote === 'manual') return 'Proved at full. Press Promote when you want ' + doc.candidate + ' to take charge.';
  return doc.verdict ? ADVICE[doc.verdict.recommendation] || '' : 'Nothing to do yet: the first verdict comes with the first requests.';
}
const kept = (warm) => (!warm ? '' : warm.released ? warm.variant + ' may be taken down.' : 'Keep ' + warm.variant + ' warm until ' + dateTime(warm.until) + '; until then Roll back gives it charge again.');
