// Asks for the token. It is kept for this tab only.
import { h, Component } from './parts.js';
import { get, keepToken } from './api.js';

export class Login extends Component {
  constructor() {
    super();
    this.state = { text: '', problem: '', busy: false };
  }
  async enter(event) {
    event.preventDefault();
    keepToken(this.state.text.trim());
    this.setState({ busy: true, problem: '' });
    try {
      this.props.done(await get('v1/whoami'));
    } catch (failure) {
      keepToken('');
      this.setState({ busy: false, problem: failure.status === 401 ? 'This token is not known here.' : failure.message });
    }
  }
  render(_, { text, problem, busy }) {
    return h('main', { class: 'login', id: 'content' },
      h('form', { onSubmit: (e) => this.enter(e) },
        h('h1', null, 'Weir'),
        h('p', null, 'This control plane asks for a token. Whoever runs it lists them under ', h('code', null, 'http.tokens'), '; with the role reader one may look, as an operator also act.'),
        h('label', null, 'Token', h('input', { type: 'password', name: 'token', autocomplete: 'current-password', required: true, value: text, onInput: (e) => this.setState({ text: e.target.value }) })),
        problem && h('p', { class: 'problem', role: 'alert' }, problem),
        h('button', { type: 'submit', class: 'primary', disabled: busy || !text.trim() }, 'Sign in'),
        h('p', { class: 'note' }, 'Kept in this tab, and gone when it is closed.')));
  }
}
