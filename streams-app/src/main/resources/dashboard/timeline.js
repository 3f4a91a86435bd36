// The way from the baseline to full, with the time each step took and what is left of the current one.
import { h, Shape } from './parts.js';
import { span, weight, isOver, clock } from './words.js';

export function Timeline({ doc, now }) {
  return h('ol', { class: 'timeline', 'aria-label': 'Stages' }, doc.stages.map((stage, i) => h(Step, { stage, next: doc.stages.slice(i + 1).find((s) => s.enteredAt), doc, now })));
}

function Step({ stage, next, doc, now }) {
  const entered = stage.enteredAt && Date.parse(stage.enteredAt);
  const current = stage.state === 'CURRENT';
  const wasLast = isOver(doc) && entered && !next;
  const end = current ? (doc.pausedSince ? Date.parse(doc.pausedSince) : now) : next ? Date.parse(next.enteredAt) : doc.endedAt ? Date.parse(doc.endedAt) : null;
  const since = current && doc.stageSince ? Date.parse(doc.stageSince) : entered;
  const spent = since && end ? end - since : null;
  const left = current ? Math.max(0, stage.minDurationMs - spent) : null;
  const tone = current ? (doc.status === 'PAUSED' ? 'warn' : 'busy') : wasLast && doc.status !== 'PROMOTED' ? 'bad' : stage.state === 'DONE' && entered ? 'good' : 'idle';
  const word = current ? (doc.status === 'PAUSED' ? 'paused' : 'now') : tone === 'bad' ? (doc.status === 'ABORTED' ? 'aborted here' : 'rolled back here') : tone === 'good' ? 'done' : isOver(doc) ? 'not reached' : 'to come';
  return h('li', { class: 'step ' + tone, 'aria-current': current ? 'step' : null },
    h('span', { class: 'track' }, h('progress', { max: 1000, value: current ? Math.round(Math.min(1, spent / (stage.minDurationMs || 1)) * 1000) : tone === 'good' ? 1000 : 0, 'aria-label': stage.name + ': ' + word })),
    h('span', { class: 'name' }, tone !== 'idle' && h(Shape, { tone }), stage.name),
    h('span', { class: 'share' }, share(stage)),
    h('span', { class: 'time' }, current
      ? left > 0 ? span(left) + ' left of ' + span(stage.minDurationMs) : 'for ' + span(spent) + ', waits for proof'
      : tone === 'good' || tone === 'bad' ? word + ' after ' + span(spent) : word + ' · at least ' + span(stage.minDurationMs)),
    entered && h('span', { class: 'at' }, 'since ' + clock(stage.enteredAt)));
}

function share(stage) {
  if (stage.kind === 'BASELINE') return 'baseline only';
  if (stage.weightBps === 0) return weight(stage.mirrorBps || 0) + ' copied';
  return weight(stage.candidateBps ?? stage.weightBps) + (stage.approvalRequired ? ' · needs approval' : '');
}
