// Small pieces all pages are made of.
import { h, Component } from '../libraries/preact/preact.module.js';

export { h, Component, render, Fragment } from '../libraries/preact/preact.module.js';

const SHAPES = {
  good: 'M3 8.500 6.500 12 13 4.500',
  bad: 'M8 2.500 14.500 13.500H1.500ZM8 6.500v3.500M8 11.700v.600',
  warn: 'M5.500 3v10M10.500 3v10',
  busy: 'M8 2.500a5.500 5.500 0 1 0 5.500 5.500',
  idle: 'M3.500 8h9',
};

/** A shape for a tone; the word beside it says the same. */
export const Shape = ({ tone }) =>
  h('svg', { class: 'shape', viewBox: '0 0 16 16', 'aria-hidden': 'true', focusable: 'false' }, h('path', { d: SHAPES[tone] || SHAPES.busy }));

export const Badge = ({ tone, word }) => h('span', { class: 'badge ' + tone }, h(Shape, { tone }), word);

export const Panel = ({ title, note, wide, id, children }) =>
  h('section', { class: 'panel' + (wide ? ' wide' : ''), 'aria-labelledby': id },
    h('header', null, h('h2', { id }, title), note && h('p', { class: 'note' }, note)),
    children);

export const Empty = ({ children }) => h('p', { class: 'empty' }, children);

/** A figure with its name; what is worth a second look stands below it. */
export const Stat = ({ name, value, below, mark }) =>
  h('div', { class: 'stat' }, h('dt', null, mark && h('span', { class: 'mark ' + mark, 'aria-hidden': 'true' }), name), h('dd', null, value), below && h('dd', { class: 'below' }, below));

export class Fold extends Component {
  constructor() {
    super();
    this.state = { open: false };
  }
  render({ summary, children, onOpen }, { open }) {
    return h('details', { open, onToggle: (e) => { if (e.target.open && !open && onOpen) onOpen(); this.setState({ open: e.target.open }); } },
      h('summary', null, summary), open && (typeof children === 'function' ? children() : children));
  }
}

/** A wide table scrolls in a box of its own, reachable by keyboard, and never the page. */
export const Table = ({ label, heads, rows, empty }) =>
  rows.length
    ? h('div', { class: 'scroll', role: 'region', tabindex: 0, 'aria-label': label },
      h('table', null,
        h('thead', null, h('tr', null, heads.map((head) => h('th', { scope: 'col', class: head.startsWith('#') ? 'number' : '' }, head.replace('#', ''))))),
        h('tbody', null, rows.map((row) => h('tr', { key: row.key }, row.cells.map((cell, i) => h('td', { class: heads[i].startsWith('#') ? 'number' : '' }, cell)))))))
    : h(Empty, null, empty);
