// What can be pressed: what it asks of a person, what it does, and what it sends.
import { send } from './api.js';

const part = encodeURIComponent;
const verb = (name) => (doc, { reason, force, live }) =>
  send('POST', 'v1/rollouts/' + part(doc.model) + '/' + name, { reason, ...(force ? { force } : {}), ...(live ? { live } : {}) });

export const VERBS = {
  approve: { label: 'Approve', ask: 'Approve the stage', effect: (d) => 'Ends the stage ' + d.stage + ' of ' + d.model + ', if it is proved; else says what is missing.', send: verb('approve') },
  advance: { label: 'Advance', ask: 'Go on to the next stage now', effect: (d) => 'Ends the stage ' + d.stage + ' of ' + d.model + ', proved or not; on record as an override if it is not.', force: true, send: verb('advance') },
  pause: { label: 'Pause', ask: 'Pause the rollout', effect: (d) => d.candidate + ' keeps the traffic it has; nothing goes on until somebody resumes. What is proved broken still rolls back.', send: verb('pause') },
  resume: { label: 'Resume', ask: 'Resume the rollout', effect: (d) => d.model + ' goes on in the stage ' + d.stage + '.', send: verb('resume') },
  rollback: { label: 'Roll back', ask: 'Roll back now', effect: (d) => 'All traffic of ' + d.model + ' goes to ' + (d.status === 'PROMOTED' ? d.keepWarm?.variant : d.baseline) + ', within a second or so. The rollout ends.', danger: true, send: verb('rollback') },
  promote: { label: 'Promote', ask: 'Promote the candidate', effect: (d) => d.candidate + ' takes charge of ' + d.model + '. The rollout ends.', force: true, send: verb('promote') },
  abort: { label: 'Abort', ask: 'Give the rollout up', effect: (d) => 'All traffic of ' + d.model + ' goes to ' + d.baseline + '; recorded as given up, not as a failure.', danger: true, send: verb('abort') },
  drill: { label: 'Drill', ask: 'Rehearse the way back', effect: (d) => 'Shows whether a rollback of ' + d.model + ' would work and how fast it is. Without a tick below no request changes its way.', live: true, send: verb('drill') },
  kill: {
    named: true, label: 'Switch on', danger: true,
    ask: (d) => 'Kill switch: all traffic to ' + (d.inCharge || d.baseline),
    effect: (d) => 'Overrides every weight and every rule of ' + d.model + ', at once, until it is switched off.',
    send: (doc, { reason }) => send('PUT', 'v1/models/' + part(doc.model) + '/kill-switch', { on: true, reason }),
  },
  unkill: {
    named: true, label: 'Switch off', ask: 'Switch the kill switch off',
    effect: () => 'The weights of the current stage are in force again.',
    send: (doc, { reason }) => send('PUT', 'v1/models/' + part(doc.model) + '/kill-switch', { on: false, reason }),
  },
  rule: {
    label: 'Set the rule', ask: 'Give a unit or a segment a variant', rule: true,
    effect: () => 'Whatever the weights say, until the rule is removed. What it draws is no evidence.',
    send: (doc, { reason, who, key, value, variant }) => send('PUT', 'v1/models/' + part(doc.model) + '/' + path(who, key, value), { variant, reason }),
  },
};

/** The removal of one rule. */
export const removal = (who, key, value) => ({
  label: 'Remove', ask: 'Remove the rule of ' + (who === 'unit' ? 'the unit ' + value : key + '=' + value),
  effect: () => 'The weights decide again.',
  send: (doc, { reason }) => send('DELETE', 'v1/models/' + part(doc.model) + '/' + path(who, key, value), { reason }),
});
const path = (who, key, value) => (who === 'unit' ? 'users/' + part(value) : 'segments/' + part(key) + '/' + part(value));
