// A plan from the page: pasted or opened, checked without effect, and applied as it was checked.
import { h, Component } from './parts.js';
import { put } from './api.js';
import { barred } from './actions.js';

const EXAMPLE = `apiVersion: weir.dev/v1
kind: Rollout
metadata: { name: sentiment-v2 }
spec:
  model: sentiment
  baseline: v1.0
  candidate: v2.0
`;

export class Apply extends Component {
  constructor() {
    super();
    this.state = { text: '', reason: '', busy: false, checked: null, problems: null, message: '' };
  }
  set(text) {
    this.setState({ text, checked: null, problems: null, message: '' });
  }
  path(dryRun) {
    const query = [dryRun && 'dryRun=true', this.state.reason.trim() && 'override=' + encodeURIComponent(this.state.reason.trim())].filter(Boolean);
    return 'v1/rollouts' + (query.length ? '?' + query.join('&') : '');
  }
  async send(dryRun) {
    this.setState({ busy: true, problems: null, message: '' });
    try {
      const answer = await put(this.path(dryRun), this.state.text);
      if (dryRun) this.setState({ checked: answer });
      else location.hash = '#/models/' + encodeURIComponent(answer.model);
    } catch (failure) {
      if (failure.status === 401) this.props.link.refused();
      this.setState({ problems: failure.problems || [], message: failure.message, checked: null });
    }
    this.setState({ busy: false });
  }
  /** Puts the cursor where a problem is. */
  show(line) {
    const before = this.state.text.split('\n').slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
    const end = this.state.text.indexOf('\n', before);
    this.area.focus();
    this.area.setSelectionRange(before, end < 0 ? this.state.text.length : end);
  }
  problem(each) {
    const text = (each.path + ' ' + each.message).trim();
    return h('li', null, each.line > 0 ? h('button', { type: 'button', class: 'line', onClick: () => this.show(each.line) }, 'Line ' + each.line) : null, ' ', text);
  }
  componentDidMount() {
    this.props.link.open();
  }
  render({ role, live }, { text, reason, busy, checked, problems, message }) {
    const why = barred(role, live);
    return h('main', { id: 'content', class: 'apply' },
      h('p', { class: 'crumb' }, h('a', { href: '#/' }, 'Models')),
      h('h1', null, 'Apply a plan'),
      h('p', { class: 'note' }, 'A rollout file, or one of kind Watch, as weir apply -f FILE takes it. Check says what is wrong with it and changes nothing.'),
      h('form', { class: 'panel', onSubmit: (e) => { e.preventDefault(); this.send(!checked); } },
        h('label', { class: 'file' }, 'Open a file ', h('input', { type: 'file', accept: '.yaml,.yml,.json', onChange: async (e) => e.target.files[0] && this.set(await e.target.files[0].text()) })),
        h('label', null, 'Plan, YAML or JSON',
          h('textarea', { name: 'plan', rows: 18, spellcheck: false, autocapitalize: 'off', placeholder: EXAMPLE, value: text, ref: (area) => { this.area = area; }, onInput: (e) => this.set(e.target.value) })),
        h('label', null, 'Why it leaves stages out, if it does', h('input', { type: 'text', name: 'override', maxlength: 500, value: reason, onInput: (e) => this.setState({ reason: e.target.value, checked: null }) })),
        message && h('div', { class: 'problem', role: 'alert' }, h('p', null, message), problems.length > 0 && h('ul', { class: 'lint' }, problems.map((each) => this.problem(each)))),
        checked && h('div', { class: 'checked', role: 'status' },
          h('p', null, h('b', null, checked.message)),
          (checked.warnings || []).length > 0 && h('ul', { class: 'lint' }, checked.warnings.map((each) => this.problem(each)))),
        h('div', { class: 'buttons' },
          h('button', { type: checked ? 'button' : 'submit', 'data-verb': 'check', disabled: busy || !text.trim() || !!why, title: why, onClick: checked ? () => this.send(true) : null }, 'Check'),
          h('button', { type: checked ? 'submit' : 'button', class: 'primary', 'data-verb': 'apply', disabled: busy || !checked || !!why, title: why }, busy ? 'Waiting …' : 'Apply'))));
  }
}
