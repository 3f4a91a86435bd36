// What a person has said that holds beside the weights: rules for units and segments, and whether the way back was rehearsed.
import { h, Panel, Table, Badge } from './parts.js';
import { barred } from './actions.js';
import { VERBS, removal } from './verbs.js';
import { isOver, span, isNumber } from './words.js';

const SHOWN = 20;

export function Rules({ doc, role, live, open }) {
  const why = barred(role, live);
  const units = Object.entries(doc.table?.users || {});
  const rules = [
    ...(doc.table?.segments || []).map((rule) => ({ who: 'segment', key: rule.key, value: rule.value, variant: rule.variant, label: rule.key + '=' + rule.value })),
    ...units.map(([unit, variant]) => ({ who: 'unit', value: unit, variant, label: 'unit ' + unit }))];
  if (isOver(doc) && !rules.length) return null;
  const remove = (rule) => h('button', { type: 'button', class: 'small', disabled: !!why, title: why, 'data-verb': 'remove-rule', 'aria-label': 'Remove the rule of ' + rule.label, onClick: () => open(removal(rule.who, rule.key, rule.value)) }, 'Remove …');
  return h(Panel, { title: 'Rules', id: 'rules', note: 'Who gets which variant whatever the weights say' },
    h(Table, {
      label: 'Rules in force', heads: ['Who', 'Gets', '#Change'], empty: 'None: the weights decide for everybody.',
      rows: rules.slice(0, SHOWN).map((rule) => ({ key: rule.label, cells: [rule.label, (doc.isolatedSegments || []).includes(rule.label) ? rule.variant + ', harmed there' : rule.variant, remove(rule)] })),
    }),
    rules.length > SHOWN && h('p', { class: 'note' }, rules.length - SHOWN + ' more in GET /v1/rollouts/' + doc.model),
    h('p', { class: 'buttons below' }, h('button', { type: 'button', disabled: !!why, title: why, 'data-verb': 'rule', onClick: () => open(VERBS.rule) }, 'Set a rule …')));
}

const STEPS = { OUT: ['busy', 'Under way'], BACK: ['busy', 'Under way'], PASSED: ['good', 'Passed'], FAILED: ['bad', 'Failed'], INTERRUPTED: ['warn', 'Interrupted'] };

/** The latest drill: whether a rollback would work, and how fast it would be. */
export function WayBack({ doc, now }) {
  const drill = doc.drill || {};
  if (!drill.drill && !drill.required) return null;
  const [tone, word] = STEPS[drill.step] || ['idle', 'Never drilled'];
  return h(Panel, { title: 'The way back', id: 'drill', note: drill.live ? 'Drilled with real traffic' : 'Drilled without moving a request' },
    h('p', null, h(Badge, { tone, word }), ' ', drill.drill && span(now - Date.parse(drill.endedAt || drill.startedAt)) + ' ago, to ' + drill.variant,
      drill.required && !drill.proved && h('b', null, ' The plan asks for a drill: press Drill.')),
    (drill.faults || []).map((fault) => h('p', { class: 'problem' }, fault)),
    (drill.remarks || []).map((remark) => h('p', { class: 'note' }, remark)),
    drill.sidecars?.length > 0 && h(Table, {
      label: 'Sidecars in the drill', heads: ['Sidecar', '#Applied after', '#Told after', drill.variant + ' there'], empty: '',
      rows: drill.sidecars.map((s) => ({ key: s.sidecar, cells: [s.sidecar, ms(s.appliedMs), ms(s.heardMs), s.silent ? 'silent' : s.health ? s.health.state.toLowerCase() : 'not called by it'] })),
    }));
}
const ms = (value) => (isNumber(value) ? Math.round(value) + ' ms' : '–');
