// Whether the variant in charge has to be trained again: how it did and does, when it was trained and will be, what to do.
import { h, Panel, Stat, Badge } from './parts.js';
import { percent, day, span, isNumber } from './words.js';

const TONES = { 'RETRAIN IMMEDIATELY': 'bad', 'RETRAIN MODEL': 'bad', CONTINUE: 'good' };
const points = (drop) => Math.abs(100 * drop).toFixed(1) + ' points ' + (drop < 0 ? 'more' : 'less');

export function Retraining({ doc, now }) {
  const it = doc.retraining;
  if (!it) return null;
  const known = isNumber(it.currentAccuracy) || isNumber(it.featureDrift);
  const tone = it.recommendation === 'CONTINUE' && !known ? 'busy' : TONES[it.recommendation];
  const word = it.recommendation !== 'CONTINUE' ? it.recommendation : known ? 'No need to retrain' : 'Nothing known yet';
  return h(Panel, { title: 'Is ' + it.variant + ' still good enough?', id: 'retraining', note: 'How it did when deployed, how it does now, and when it is trained' },
    h('p', null, h(Badge, { tone, word }), ' ', it.message.replace(word + ': ', '')),
    h('dl', { class: 'stats' },
      h(Stat, { name: 'Deployed', value: it.deployedAt ? day(it.deployedAt.slice(0, 10)) : 'not told', below: it.deployedAt ? span(now - Date.parse(it.deployedAt)) + ' ago' : 'say so with retraining: { deployed: DATE }' }),
      isNumber(it.deployedAccuracy) && h(Stat, { name: 'Accuracy when deployed', mark: 'baseline', value: percent(it.deployedAccuracy) }),
      isNumber(it.currentAccuracy) && h(Stat, { name: 'Accuracy now', mark: 'candidate', value: percent(it.currentAccuracy), below: points(it.accuracyDrop) }),
      isNumber(it.featureDrift) && h(Stat, { name: 'Features drifted', value: percent(it.featureDrift), below: it.driftedFeatures.join(', ') }),
      it.predictionDrift !== null && h(Stat, { name: 'Predictions', value: it.predictionDrift ? 'drifted' : 'as before' }),
      h(Stat, { name: 'Last retrain', value: it.lastRetrain ? day(it.lastRetrain) : h(Badge, { tone: 'warn', word: 'Never' }) }),
      h(Stat, { name: 'Next scheduled retrain', value: !it.nextRetrain ? h(Badge, { tone: 'warn', word: 'None' }) : isLate(it) ? h(Badge, { tone: 'warn', word: day(it.nextRetrain) }) : day(it.nextRetrain), below: isLate(it) ? 'overdue' : null })),
    it.warnings.length > 0 && h('ul', { class: 'warnings' }, it.warnings.map((warning) => h('li', null, warning))),
    it.actions.length > 0 && h('h3', null, 'What to do'),
    it.actions.length > 0 && h('ol', { class: 'steps' }, it.actions.map((action) => h('li', null, h('b', null, action.what), ' ', action.why, action.command && [' ', h('code', null, action.command)]))));
}

const isLate = (it) => it.warnings.some((warning) => / overdue /.test(warning));
