// The page's frame: which view, who is signed in, and whether what is shown is fresh.
import { h, render, Component } from './parts.js';
import { get, keepToken, token } from './api.js';
import { Login } from './login.js';
import { Overview } from './overview.js';
import { Rollout } from './rollout.js';
import { Apply } from './apply.js';

const view = () => {
  const found = /^#\/models\/(.+)$/.exec(location.hash);
  return { model: found ? decodeURIComponent(found[1]) : null, apply: location.hash === '#/apply' };
};

class App extends Component {
  constructor() {
    super();
    // The server's clock counts: ages must not depend on how well this machine's is set.
    this.offset = 0;
    this.state = { me: null, refused: false, ...view(), link: 'connecting', heard: null, tick: Date.now() };
    this.link = {
      open: () => this.state.link !== 'live' && this.setState({ link: 'live' }),
      heard: () => { this.heard = Date.now(); },
      closed: () => this.state.link !== 'lost' && this.setState({ link: 'lost', since: this.heard || Date.now() }),
      refused: () => this.setState({ refused: true }),
      live: () => this.state.link === 'live',
      at: (iso) => { this.offset = Date.parse(iso) - Date.now(); },
    };
  }
  componentDidMount() {
    this.whoami();
    addEventListener('hashchange', () => { this.setState({ ...view(), link: 'connecting' }); scrollTo(0, 0); });
    setInterval(() => this.setState({ tick: Date.now() }), 1000);
  }
  async whoami() {
    try {
      this.setState({ me: await get('v1/whoami'), refused: false });
    } catch (failure) {
      if (failure.status === 401) this.setState({ refused: true });
      else setTimeout(() => this.whoami(), 2000);
    }
  }
  render(_, { me, refused, model, apply, link, since }) {
    if (refused) return h(Login, { done: (known) => this.setState({ me: known, refused: false, link: 'connecting' }) });
    const live = link !== 'lost';
    const now = (live ? Date.now() : since) + this.offset;
    document.title = (live ? '' : 'Disconnected · ') + (model ? model + ' · Weir' : apply ? 'Apply a plan · Weir' : 'Weir');
    const props = { link: this.link, now, live, role: me?.role };
    return h('div', { class: 'page' },
      h('a', { class: 'skip', href: '#content', onClick: (e) => { e.preventDefault(); const main = document.getElementById('content'); main.tabIndex = -1; main.focus(); } }, 'To the content'),
      h('header', { class: 'masthead' },
        h('a', { href: '#/', class: 'brand' }, h('img', { src: 'dashboard/icon.svg', alt: '', width: 24, height: 24 }), 'Weir'),
        h('p', { class: 'link ' + link, role: 'status' }, h('span', { class: 'dot', 'aria-hidden': 'true' }), link === 'live' ? 'Live' : link === 'connecting' ? 'Connecting …' : 'Disconnected'),
        me?.signedIn && h('p', { class: 'me' }, me.name + ' · ' + me.role, h('button', { type: 'button', onClick: () => { keepToken(''); this.setState({ me: null, refused: true }); } }, 'Sign out'))),
      !live && h('p', { class: 'lost', role: 'alert' }, h('b', null, 'Disconnected since ' + new Date(since).toLocaleTimeString('en-GB') + '.'), ' What is shown is from then and no longer true for certain. Trying again …'),
      model ? h(Rollout, { key: model, model, ...props }) : apply ? h(Apply, props) : h(Overview, props));
  }
}

if (!token()) keepToken('');
const root = document.getElementById('weir');
root.textContent = '';
render(h(App), root);
