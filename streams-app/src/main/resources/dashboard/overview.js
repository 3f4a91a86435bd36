// All models, what needs a person first.
import { h, Component, Badge, Empty, Shape } from './parts.js';
import { get, follow } from './api.js';
import { badge, needsAttention, isOnDrift, isOver, metricName, metricValue, percent, ratio, span, weight, isNumber, STATE_TONES, STATE_WORDS } from './words.js';

const PAGE = 100;
const REDRAW_MS = 500;
const RELOAD_MS = 15000;
const FILTERS = [['all', 'All'], ['attention', 'Need attention'], ['running', 'Running'], ['over', 'Ended']];

export class Overview extends Component {
  constructor() {
    super();
    this.rows = new Map();
    this.state = { filter: 'all', text: '', shown: PAGE, loaded: false, version: 0 };
  }
  componentDidMount() {
    this.end = follow('?summary=true&kinds=verdict,decision,route', {
      open: () => { this.load(); this.props.link.open(); },
      heard: () => this.props.link.heard(),
      closed: () => this.props.link.closed(),
      refused: () => this.props.link.refused(),
      event: (kind, value) => this.take(kind, value),
    });
    this.load();
    this.reload = setInterval(() => this.props.link.live() && this.load(), RELOAD_MS);
    this.slash = (e) => {
      if (e.key === '/' && !/INPUT|TEXTAREA/.test(e.target.tagName)) { e.preventDefault(); this.search?.focus(); }
    };
    addEventListener('keydown', this.slash);
  }
  componentWillUnmount() {
    this.end();
    clearInterval(this.reload);
    clearTimeout(this.pending);
    removeEventListener('keydown', this.slash);
  }
  async load() {
    try {
      const answer = await get('v1/rollouts?summary=true');
      this.props.link.at(answer.at);
      this.rows = new Map([...answer.rollouts, ...(answer.watches || [])].map((row) => [row.model, row]));
      this.setState({ loaded: true, problem: '', version: this.state.version + 1 });
    } catch (failure) {
      if (failure.status === 401) this.props.link.refused();
      else this.setState({ problem: failure.message });
    }
  }
  take(kind, value) {
    const row = this.rows.get(value.model);
    if (kind === 'verdict' && row && value.kind === 'DRIFT') this.rows.set(value.model, { ...row, [isOnDrift(value) ? 'drift' : 'accuracy']: value });
    else if (kind === 'verdict' && row) this.rows.set(value.model, { ...row, verdict: value });
    // Where a decision leads is the server's to say; the list is asked for again, once for many.
    else if (kind === 'decision') this.stale = true;
    if (!this.pending) {
      this.pending = setTimeout(() => {
        this.pending = 0;
        if (this.stale) { this.stale = false; this.load(); } else this.setState({ version: this.state.version + 1 });
      }, REDRAW_MS);
    }
  }
  render({ now, live }, { filter, text, shown, loaded, problem }) {
    const wanted = text.trim().toLowerCase();
    const all = [...this.rows.values()].map((row) => ({ row, badge: badge(row, now) }));
    const attention = all.filter(({ row, badge: b }) => needsAttention(b, row));
    const counts = { all: all.length, attention: attention.length, running: all.filter(({ row }) => !isOver(row)).length, over: all.filter(({ row }) => isOver(row)).length };
    const rank = ({ row, badge: b }) => (needsAttention(b, row) ? (b.tone === 'bad' ? 0 : 1) : isOver(row) ? 3 : 2);
    const list = all
      .filter(({ row, badge: b }) => (filter === 'all' || (filter === 'attention' ? needsAttention(b, row) : filter === 'over' ? isOver(row) : !isOver(row))) && (!wanted || (row.model + ' ' + row.rollout + ' ' + row.candidate).toLowerCase().includes(wanted)))
      .sort((a, b) => rank(a) - rank(b) || (a.row.model < b.row.model ? -1 : 1));
    return h('main', { id: 'content', class: 'overview' + (live ? '' : ' cut-off') },
      h('div', { class: 'bar' },
        h('h1', null, 'Models'),
        h('div', { class: 'filters', role: 'group', 'aria-label': 'Show' }, FILTERS.map(([id, word]) =>
          h('button', { type: 'button', 'aria-pressed': String(filter === id), onClick: () => this.setState({ filter: id, shown: PAGE }) }, word, h('span', { class: 'count' }, counts[id])))),
        h('input', { type: 'search', 'aria-label': 'Find a model (press / to get here)', placeholder: 'Find a model', value: text, ref: (i) => { this.search = i; }, onInput: (e) => this.setState({ text: e.target.value, shown: PAGE }) }),
        h('a', { class: 'button', href: '#/apply' }, 'Apply a plan …')),
      problem && h('p', { class: 'problem', role: 'alert' }, problem),
      list.length ? h('ul', { class: 'models' },
        h('li', { class: 'heads', 'aria-hidden': 'true' }, ['Model', 'State', 'Stage', 'Nearest guardrail', 'Last verdict'].map((head) => h('span', null, head))),
        list.slice(0, shown).map(({ row, badge: b }) => h(Row, { key: row.model, row, tone: b.tone, word: b.word, age: age(row, now), left: left(row, now) })))
        : h(Empty, null, !loaded ? 'Loading …' : all.length ? 'No model like that.' : 'No model has a rollout yet. Apply a plan with the button above, or with: weir apply -f rollout.yaml'),
      list.length > shown && h('button', { type: 'button', class: 'more', onClick: () => this.setState({ shown: shown + PAGE }) }, 'Show ' + Math.min(PAGE, list.length - shown) + ' more of ' + list.length));
  }
}

/** What was said last: of a model in charge, of how right it is. */
const latest = (row) => (row.watch || row.status === 'PROMOTED' ? (row.drift?.recommendation === 'RETRAIN' ? row.drift : row.accuracy || row.drift) || row.verdict : row.verdict);
const worstOf = (verdict) => verdict?.worst || verdict?.checks?.find((check) => check.metric === 'accuracy' || check.metric === 'driftScore');
const age = (row, now) => (latest(row) ? span(now - Date.parse(latest(row).timestamp)) + ' ago' : 'none');
function left(row, now) {
  if (row.watch) return 'no rollout';
  if (isOver(row)) return row.endedAt ? 'ended ' + span(now - Date.parse(row.endedAt)) + ' ago' : '';
  if (row.status === 'PAUSED') return 'clock stands still';
  const ms = row.stageMinDurationMs - (now - Date.parse(row.stageSince));
  return ms > 0 ? span(ms) + ' left' : 'waits for proof';
}

/** A row is drawn again only when something it shows has changed: there are a thousand of them. */
class Row extends Component {
  shouldComponentUpdate(next) {
    const now = this.props;
    return next.row !== now.row || next.word !== now.word || next.age !== now.age || next.left !== now.left;
  }
  render({ row, tone, word, age: seen, left: time }) {
    const worst = worstOf(latest(row));
    return h('li', null, h('a', { href: '#/models/' + encodeURIComponent(row.model), class: 'model' },
      h('span', { class: 'name' }, h('b', null, row.model), h('small', null, row.watch ? row.variant : row.baseline + ' → ' + row.candidate)),
      h('span', null, h(Badge, { tone, word })),
      h('span', { class: 'stage' }, row.weights && h(Dots, { row }), h('span', null, isOver(row) ? '' : row.watch ? 'watched' : row.stage, h('small', null, time))),
      h('span', { class: 'worst' }, worst
        ? [h('span', { class: 'state ' + STATE_TONES[worst.state] }, h(Shape, { tone: STATE_TONES[worst.state] }), (/^accuracy/.test(worst.metric) ? 'Accuracy' : metricName(worst.metric)) + (worst.segment ? ' in ' + worst.segment : '')),
          h('small', null, /^accuracy/.test(worst.metric) ? percent(worst.candidateValue) + ' right, ' + percent(worst.baselineValue) + ' when deployed' : isNumber(worst.ratio) ? ratio(worst.ratio) + ' of ' + ratio(worst.threshold) : metricValue(worst.metric, worst.candidateValue), ', ' + STATE_WORDS[worst.state].toLowerCase())]
        : h('small', null, 'none judged')),
      h('span', { class: 'age' }, seen)));
  }
}

const Dots = ({ row }) => h('span', { class: 'dots', role: 'img', 'aria-label': isOver(row) ? 'ended' : 'stage ' + (row.stageIndex + 2) + ' of ' + (row.weights.length + 1) },
  [0, ...row.weights].map((bps, i) => h('span', { title: weight(bps), class: row.status === 'PROMOTED' || i < row.stageIndex + 1 ? 'done' : i === row.stageIndex + 1 ? (isOver(row) ? 'stopped' : 'here') : '' })));
