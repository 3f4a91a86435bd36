// The buttons, and the dialog each of them opens: a reason for the decision log, and what else has to be said.
import { h, Component } from './parts.js';
import { VERBS } from './verbs.js';
import { isOver } from './words.js';

/** Why nothing can be pressed; null where it can. */
export const barred = (role, live) => (role !== 'operator' ? 'Your token may only look' : live ? null : 'Not connected');

export function Buttons({ doc, role, live, open }) {
  const why = barred(role, live);
  const button = (verb, tone) => h('button', { type: 'button', class: tone || '', disabled: !!why, title: why, 'data-verb': verb, onClick: () => open(VERBS[verb]) }, VERBS[verb].label);
  const over = isOver(doc);
  const current = doc.stages.find((stage) => stage.state === 'CURRENT');
  const isLast = doc.stages[doc.stages.length - 1]?.state === 'CURRENT';
  const warm = doc.status === 'PROMOTED' && doc.keepWarm && !doc.keepWarm.released;
  return h('div', { class: 'buttons', role: 'group', 'aria-label': 'Actions' },
    !over && [
      doc.status === 'PAUSED' ? button('resume', 'primary') : button('pause'),
      current?.approvalRequired && button('approve', doc.verdict?.recommendation === 'ADVANCE' ? 'primary' : ''),
      !isLast && button('advance'),
      isLast && button('promote'),
      button('drill'),
      button('abort'),
      button('rollback', 'danger')],
    warm && button('rollback', 'danger'),
    h('button', { type: 'button', class: 'kill' + (doc.killSwitch ? ' on' : ''), disabled: !!why, title: why, 'data-verb': 'kill', onClick: () => open(doc.killSwitch ? VERBS.unkill : VERBS.kill) },
      doc.killSwitch ? 'Kill switch is on …' : 'Kill switch …'),
    role && role !== 'operator' && h('span', { class: 'note' }, 'read-only'));
}

/** A modal dialog: focus goes in, stays in, comes back; Escape closes it. */
export class Ask extends Component {
  constructor(props) {
    super(props);
    this.state = { reason: '', typed: '', force: false, live: false, who: 'unit', key: '', value: '', variant: props.doc.candidate, busy: false, problem: '' };
  }
  componentDidMount() {
    this.dialog.showModal();
  }
  async act(event) {
    event.preventDefault();
    const { action, doc, done } = this.props;
    this.setState({ busy: true, problem: '' });
    try {
      const answer = await action.send(doc, { ...this.state, reason: this.state.reason.trim() });
      this.dialog.close();
      done(answer);
    } catch (failure) {
      this.setState({ busy: false, problem: failure.message });
    }
  }
  text(name, label, more) {
    return h('label', null, label,
      h('input', { type: 'text', name, required: true, autocomplete: 'off', autocapitalize: 'off', spellcheck: false, value: this.state[name], onInput: (e) => this.setState({ [name]: e.target.value }), ...more }));
  }
  tick(name, label) {
    return h('label', { class: 'check' }, h('input', { type: 'checkbox', name, checked: this.state[name], onChange: (e) => this.setState({ [name]: e.target.checked }) }), label);
  }
  rule(doc) {
    const kinds = [['unit', 'One unit'], ['segment', 'A segment']];
    return [
      h('fieldset', { class: 'choice' }, h('legend', null, 'Who'), kinds.map(([who, word]) =>
        h('label', { class: 'check' }, h('input', { type: 'radio', name: 'who', value: who, checked: this.state.who === who, onChange: () => this.setState({ who }) }), word))),
      this.state.who === 'unit' ? this.text('value', 'Unit: the id that sticks to a variant')
        : h('div', { class: 'pair' }, this.text('key', 'Attribute', { placeholder: 'user_type' }), this.text('value', 'Value', { placeholder: 'premium' })),
      h('label', null, 'Variant', h('select', { name: 'variant', value: this.state.variant, onChange: (e) => this.setState({ variant: e.target.value }) },
        [doc.candidate, doc.baseline].map((variant) => h('option', { value: variant }, variant))))];
  }
  render({ action, doc, done }, { reason, typed, who, key, value, busy, problem }) {
    const ready = reason.trim() && (!action.named || typed === doc.model) && (!action.rule || (value.trim() && (who === 'unit' || key.trim())));
    return h('dialog', { ref: (d) => { this.dialog = d; }, 'aria-labelledby': 'ask-title', onClose: () => done(null) },
      h('form', { onSubmit: (e) => this.act(e) },
        h('h2', { id: 'ask-title' }, typeof action.ask === 'function' ? action.ask(doc) : action.ask),
        h('p', null, action.effect(doc)),
        action.named && h('label', null, 'To be sure, type the name of the model: ', h('b', null, doc.model),
          h('input', { type: 'text', name: 'model', autocomplete: 'off', autocapitalize: 'off', spellcheck: false, value: typed, onInput: (e) => this.setState({ typed: e.target.value }) })),
        action.rule && this.rule(doc),
        h('label', null, 'Reason, for the decision log',
          h('textarea', { name: 'reason', rows: 2, required: true, maxlength: 500, value: reason, onInput: (e) => this.setState({ reason: e.target.value }) })),
        action.force && this.tick('force', 'Even if a guardrail fails'),
        action.live && this.tick('live', 'For real: send all traffic to ' + doc.baseline + ' and back again'),
        problem && h('p', { class: 'problem', role: 'alert' }, problem),
        h('div', { class: 'buttons' },
          h('button', { type: 'button', onClick: () => this.dialog.close() }, 'Cancel'),
          h('button', { type: 'submit', class: action.danger ? 'danger' : 'primary', disabled: busy || !ready }, busy ? 'Waiting for the decision …' : action.label))));
  }
}
