// One rollout: what happens, why, and what to press, from top to bottom.
import { h, Component, Badge } from './parts.js';
import { get, follow } from './api.js';
import { Timeline } from './timeline.js';
import { Guardrails } from './guardrails.js';
import { Latencies, Split, Delivery } from './traffic.js';
import { Experiment, Shadow, Decisions, Alerts } from './trials.js';
import { Watch } from './watch.js';
import { Drift } from './drift.js';
import { Retraining } from './retraining.js';
import { Rules, WayBack } from './rules.js';
import { Buttons, Ask } from './actions.js';
import { badge, advice, clock, dateTime, isOnDrift, isOver, span } from './words.js';

const RELOAD_MS = 5000;
const SOON_MS = 200;
const KEPT = 600;

export class Rollout extends Component {
  constructor() {
    super();
    this.state = { doc: null, points: [], delivery: { revisions: [], slices: [], sliceSeconds: 5 }, windows: [], verdicts: [], samples: {}, asked: null, problem: '' };
  }
  componentDidMount() {
    this.path = 'v1/models/' + encodeURIComponent(this.props.model);
    this.end = follow('?model=' + encodeURIComponent(this.props.model), {
      open: () => { this.props.link.open(); this.all(); },
      heard: () => this.props.link.heard(),
      closed: () => this.props.link.closed(),
      refused: () => this.props.link.refused(),
      event: (kind, value) => this.take(kind, value),
    });
    this.all();
    this.timer = setInterval(() => this.props.link.live() && this.now(), RELOAD_MS);
  }
  componentWillUnmount() {
    this.gone = true;
    this.end();
    clearInterval(this.timer);
    clearTimeout(this.soon);
  }
  /** What cannot be read leaves what is there; only a rollout that is not there is worth a page of its own. */
  async read(path, use) {
    try {
      const answer = await get(path);
      if (!this.gone) this.setState(use(answer));
    } catch (failure) {
      if (this.gone) return;
      if (failure.status === 401) this.props.link.refused();
      else if (path.startsWith('v1/rollouts')) this.setState({ problem: failure.message });
    }
  }
  now() {
    return Promise.all([
      this.read('v1/rollouts/' + encodeURIComponent(this.props.model), (doc) => {
        this.props.link.at(doc.at);
        const before = this.state.doc;
        if (before && before.rollout !== doc.rollout) this.history();
        const copies = doc.stages?.some((stage) => stage.kind === 'SHADOW' && stage.state === 'CURRENT');
        if (doc.stages && (copies || before?.revision !== doc.revision)) setTimeout(() => this.samples());
        return { doc, problem: '' };
      }),
      this.read(this.path + '/delivery', (delivery) => ({ delivery }))]);
  }
  history() {
    this.read(this.path + '/evidence', (answer) => ({ points: answer.points }));
    this.read(this.path + '/metrics?limit=' + KEPT, (answer) => ({ windows: answer.metrics }));
    this.read(this.path + '/verdicts?limit=' + KEPT, (answer) => ({ verdicts: answer.verdicts }));
  }
  async all() {
    await this.now();
    this.history();
  }
  samples() {
    const doc = this.state.doc;
    if (!doc?.stages?.some((stage) => stage.kind === 'SHADOW' && stage.enteredAt)) return;
    for (const name of ['disagreements', 'outliers']) {
      get(this.path + '/' + name + '?limit=20').then(
        (answer) => this.setState(({ samples }) => ({ samples: { ...samples, [name]: answer[name] ?? answer.samples ?? [], ...(answer.patterns ? { patterns: answer.patterns } : {}) } })),
        () => this.setState(({ samples }) => ({ samples: { ...samples, [name]: samples[name] ?? null } })));
    }
  }
  take(kind, value) {
    if (kind === 'verdict' && value.kind === 'DRIFT') {
      this.setState(({ doc, verdicts }) => ({ doc: doc && { ...doc, [isOnDrift(value) ? 'drift' : 'accuracy']: value }, verdicts: [value, ...verdicts].slice(0, KEPT) }));
    } else if (kind === 'verdict') {
      this.setState(({ doc, points, verdicts }) => {
        const ours = doc && value.rollout === doc.rollout && (isOver(doc) || value.stage === doc.stage);
        const point = { at: value.timestamp, stage: value.stage, status: value.status, checks: value.checks.filter((c) => !c.segment) };
        return {
          doc: ours ? { ...doc, verdict: value } : doc,
          points: ours ? [...points.filter((p) => p.at < point.at), point].slice(-KEPT) : points,
          verdicts: [value, ...verdicts].slice(0, KEPT),
        };
      });
    } else if (kind === 'metrics') {
      const same = (w) => w.windowStart === value.windowStart && w.variant === value.variant && w.role === value.role && w.segment === value.segment;
      this.setState(({ windows }) => ({ windows: [value, ...windows.filter((w) => !same(w))].slice(0, KEPT) }));
    } else {
      clearTimeout(this.soon);
      this.soon = setTimeout(() => this.now(), SOON_MS);
    }
  }
  render({ model, now, live, role }, { doc, points, delivery, windows, verdicts, samples, asked, problem }) {
    if (!doc) {
      return h('main', { id: 'content' }, h('p', { class: 'crumb' }, h('a', { href: '#/' }, 'Models')), h('h1', null, model),
        h('p', { class: problem ? 'problem' : 'empty', role: problem ? 'alert' : null }, problem || 'Loading …'));
    }
    if (doc.watch) return h(Watched, { doc, verdicts, now, live });
    const row = { ...doc, stageIndex: doc.stages.findIndex((s) => s.state === 'CURRENT') - 1, approvalRequired: doc.stages.find((s) => s.state === 'CURRENT')?.approvalRequired };
    const { tone, word } = badge(row, now);
    const open = (action) => this.setState({ asked: action });
    const shadow = doc.stages.some((stage) => stage.kind === 'SHADOW' && (stage.enteredAt || !isOver(doc)));
    return h('main', { id: 'content', class: 'rollout' + (live ? '' : ' cut-off') },
      h('div', { class: 'top' },
        h('div', null,
          h('p', { class: 'crumb' }, h('a', { href: '#/' }, 'Models'), h('span', { 'aria-hidden': 'true' }, ' / '), doc.rollout, doc.attempt > 1 && ', attempt ' + doc.attempt),
          h('h1', null, model, h(Badge, { tone, word })),
          h('p', { class: 'variants' }, h('span', { class: 'mark baseline', 'aria-hidden': 'true' }), 'baseline ', h('b', null, doc.baseline), h('span', { class: 'arrow', 'aria-hidden': 'true' }, '→'), h('span', { class: 'mark candidate', 'aria-hidden': 'true' }), 'candidate ', h('b', null, doc.candidate))),
        h(Buttons, { doc, role, live, open })),
      h('section', { class: 'now ' + tone, 'aria-label': 'Now' },
        h('p', { class: 'message' }, reason(doc)),
        h('p', { class: 'advice' }, h('b', null, 'What to do: '), advice(doc, now)),
        spared(doc),
        h('p', { class: 'note' }, doc.verdict ? 'Judged ' + span(now - Date.parse(doc.verdict.timestamp)) + ' ago, at ' + clock(doc.verdict.timestamp) : 'Not judged yet', ' · started ' + dateTime(doc.startedAt), doc.endedAt && ' · ended ' + dateTime(doc.endedAt))),
      h(Timeline, { doc, now }),
      h('div', { class: 'panels' },
        h(Guardrails, { doc, points }),
        h('div', { class: 'column' },
          h(Retraining, { doc, now }),
          h(Watch, { doc, verdicts, now }),
          h(Drift, { doc, verdicts, now }),
          h(Latencies, { doc, windows }),
          h(Experiment, { doc }),
          shadow && h(Shadow, { doc, samples }),
          h(Decisions, { doc, verdicts, load: () => this.read(this.path + '/verdicts?limit=' + KEPT, (answer) => ({ verdicts: answer.verdicts })) })),
        h('div', { class: 'column' },
          h(Split, { doc, delivery }),
          h(Delivery, { doc, delivery, now }),
          h(WayBack, { doc, now }),
          h(Rules, { doc, role, live, open }),
          h(Alerts, { doc }))),
      asked && h(Ask, { action: asked, doc, done: (answer) => { this.setState({ asked: null }); if (answer) this.now(); } }));
  }
}

/** A model that nothing is rolled out of: only how right it is, and whether it drifts. */
const Watched = ({ doc, verdicts, now, live }) => {
  const { tone, word } = badge(doc, now);
  return h('main', { id: 'content', class: 'rollout' + (live ? '' : ' cut-off') },
    h('p', { class: 'crumb' }, h('a', { href: '#/' }, 'Models'), h('span', { 'aria-hidden': 'true' }, ' / '), doc.watch),
    h('div', { class: 'top' }, h('h1', null, doc.model, h(Badge, { tone, word }))),
    h('section', { class: 'now ' + tone, 'aria-label': 'Now' },
      h('p', { class: 'message' }, (doc.drift?.recommendation === 'RETRAIN' ? doc.drift : doc.accuracy || doc.drift)?.message || 'Nothing is rolled out; ' + doc.variant + ' is watched.'),
      h('p', { class: 'advice' }, h('b', null, 'What to do: '), advice(doc, now))),
    h('div', { class: 'panels' }, h(Retraining, { doc, now }), h(Watch, { doc, verdicts, now }), h(Drift, { doc, verdicts, now }), h(Alerts, { doc })));
};

/** What it would have cost to wait with a rollback, where that is known. */
const spared = ({ waiting }) => {
  const messages = [waiting?.oneDayLater, waiting?.nextStage].filter(Boolean).map((ahead) => ahead.message);
  return messages.length > 0 && h('p', { class: 'spared' }, h('b', null, 'Spared by the rollback: '), messages.join(' '));
};

/** Why things stand as they do: of a rollout that has ended the decision that ended it, else the verdict. */
function reason(doc) {
  if (doc.status === 'PROMOTED' && doc.accuracy?.status === 'DEGRADED') return doc.accuracy.message;
  if (doc.status === 'PROMOTED' && doc.drift?.recommendation === 'RETRAIN') return doc.drift.message;
  const last = doc.decisions.find((d) => d.rollout === doc.rollout && ['ROLLBACK', 'PROMOTE', 'ABORT', 'PAUSE', 'KILL', 'OVERRIDE'].includes(d.action));
  if (last && (isOver(doc) || doc.status === 'PAUSED' || doc.killSwitch)) return last.reason + (last.issuedBy === 'weir' ? '' : ' (' + last.issuedBy + ', ' + dateTime(last.timestamp) + ')');
  return doc.holding || doc.verdict?.message || 'Waiting for the first requests of this stage.';
}
