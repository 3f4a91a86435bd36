// The buttons. Each asks for a reason, which the decision log keeps; the kill switch also for the model's name.
import { h, Component } from './parts.js';
import { send } from './api.js';
import { isOver } from './words.js';

const VERBS = {
  advance: { label: 'Advance', ask: 'Go on to the next stage now', effect: (d) => 'Ends the stage ' + d.stage + ' of ' + d.model + ' before its evidence is complete.', force: true },
  pause: { label: 'Pause', ask: 'Pause the rollout', effect: (d) => d.candidate + ' keeps the traffic it has; nothing goes on until somebody resumes.' },
  resume: { label: 'Resume', ask: 'Resume the rollout', effect: (d) => d.model + ' goes on in the stage ' + d.stage + '.' },
  rollback: { label: 'Roll back', ask: 'Roll back now', effect: (d) => 'All traffic of ' + d.model + ' goes to ' + d.baseline + ', within a second or so. The rollout ends.', danger: true },
  promote: { label: 'Promote', ask: 'Promote the candidate', effect: (d) => d.candidate + ' takes charge of ' + d.model + '. The rollout ends.', force: true },
  abort: { label: 'Abort', ask: 'Give the rollout up', effect: (d) => 'All traffic of ' + d.model + ' goes to ' + d.baseline + '; recorded as given up, not as a failure.', danger: true },
  drill: { label: 'Drill', ask: 'Rehearse the way back', effect: (d) => 'Shows whether a rollback of ' + d.model + ' would work and how fast it is.' },
};

export function Buttons({ doc, role, live, open }) {
  const reader = role !== 'operator';
  const why = reader ? 'Your token may only look' : live ? null : 'Not connected';
  const button = (verb, tone) => h('button', { type: 'button', class: tone || '', disabled: !!why, title: why, 'data-verb': verb, onClick: () => open(verb) }, VERBS[verb].label);
  const over = isOver(doc);
  return h('div', { class: 'buttons', role: 'group', 'aria-label': 'Actions' },
    !over && [
      doc.status === 'PAUSED' ? button('resume', 'primary') : button('pause'),
      button('advance'),
      doc.stages[doc.stages.length - 1]?.state === 'CURRENT' && button('promote'),
      button('abort'),
      button('rollback', 'danger')],
    h('button', { type: 'button', class: 'kill' + (doc.killSwitch ? ' on' : ''), disabled: !!why, title: why, 'data-verb': 'kill', onClick: () => open('kill') },
      doc.killSwitch ? 'Kill switch is on …' : 'Kill switch …'),
    reader && h('span', { class: 'note' }, 'read-only'));
}

/** A modal dialog: focus goes in, stays in, comes back; Escape closes it. */
export class Ask extends Component {
  constructor() {
    super();
    this.state = { reason: '', typed: '', force: false, busy: false, problem: '' };
  }
  componentDidMount() {
    this.dialog.showModal();
  }
  async act(event) {
    event.preventDefault();
    const { verb, doc, done } = this.props;
    this.setState({ busy: true, problem: '' });
    const model = encodeURIComponent(doc.model);
    const reason = this.state.reason.trim();
    try {
      const answer = verb === 'kill'
        ? await send('PUT', 'v1/models/' + model + '/kill-switch', { on: !doc.killSwitch, reason })
        : await send('POST', 'v1/rollouts/' + model + '/' + verb, this.state.force ? { reason, force: true } : { reason });
      this.dialog.close();
      done(answer);
    } catch (failure) {
      this.setState({ busy: false, problem: failure.message });
    }
  }
  render({ verb, doc, done }, { reason, typed, force, busy, problem }) {
    const kill = verb === 'kill';
    const words = kill
      ? { ask: doc.killSwitch ? 'Switch the kill switch off' : 'Kill switch: all traffic to ' + (doc.baseline || 'the baseline'), effect: () => (doc.killSwitch ? 'The weights of the current stage are in force again.' : 'Overrides every weight and every rule of ' + doc.model + ', at once, until it is switched off.'), label: doc.killSwitch ? 'Switch off' : 'Switch on', danger: !doc.killSwitch }
      : VERBS[verb];
    const named = !kill || typed === doc.model;
    return h('dialog', { ref: (d) => { this.dialog = d; }, 'aria-labelledby': 'ask-title', onClose: () => done(null) },
      h('form', { onSubmit: (e) => this.act(e) },
        h('h2', { id: 'ask-title' }, words.ask),
        h('p', null, words.effect(doc)),
        kill && h('label', null, 'To be sure, type the name of the model: ', h('b', null, doc.model),
          h('input', { type: 'text', name: 'model', autocomplete: 'off', autocapitalize: 'off', spellcheck: false, value: typed, onInput: (e) => this.setState({ typed: e.target.value }) })),
        h('label', null, 'Reason, for the decision log',
          h('textarea', { name: 'reason', rows: 2, required: true, maxlength: 500, value: reason, onInput: (e) => this.setState({ reason: e.target.value }) })),
        words.force && h('label', { class: 'check' }, h('input', { type: 'checkbox', checked: force, onChange: (e) => this.setState({ force: e.target.checked }) }), 'Even if a guardrail fails'),
        problem && h('p', { class: 'problem', role: 'alert' }, problem),
        h('div', { class: 'buttons' },
          h('button', { type: 'button', onClick: () => this.dialog.close() }, 'Cancel'),
          h('button', { type: 'submit', class: words.danger ? 'danger' : 'primary', disabled: busy || !named || !reason.trim() }, busy ? 'Waiting for the decision …' : words.label))));
  }
}
