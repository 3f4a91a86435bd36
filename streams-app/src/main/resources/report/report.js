// Draws the charts of a report into their places, in the reader's colours, and again when those or the width change.
(() => {
  const data = JSON.parse(document.getElementById('series').textContent);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const at = (point) => Date.parse(point.at) / 1000;
  const numbers = (values) => values.filter((v) => typeof v === 'number');
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
  const line = (stroke, more) => ({ stroke, width: 2, points: { show: false }, spanGaps: true, ...more });
  const limitLine = (c) => line(c.limit, { width: 1.5, dash: [2, 4] });
  const candidateLine = (c) => line(c.candidate, { dash: [8, 3] });

  const stageLines = (c) => (u) => {
    const { ctx, bbox } = u;
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = c.text;
    ctx.font = Math.round(10 * devicePixelRatio) + 'px sans-serif';
    ctx.setLineDash([2, 4]);
    let free = bbox.left;
    for (const stage of data.stages) {
      const x = u.valToPos(Date.parse(stage.enteredAt) / 1000, 'x', true);
      if (x < bbox.left - 1 || x > bbox.left + bbox.width) continue;
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      const room = ctx.measureText(stage.name).width;
      if (x >= free && x + room + 6 < bbox.left + bbox.width) {
        ctx.fillText(stage.name, x + 4, bbox.top + 10 * devicePixelRatio);
        free = x + room + 12;
      }
    }
    ctx.restore();
  };

  const points = (index) => data.series.checks[index].points;
  const column = (list, field, scale = 1) => list.map((p) => (typeof p[field] === 'number' ? p[field] * scale : null));

  const kinds = {
    ratio(index, c) {
      const list = points(index).filter((p) => typeof p.ratio === 'number');
      const limit = Math.max(...numbers(list.map((p) => p.threshold)));
      const top = Math.max(limit * 1.4, Math.min(limit * 6, Math.max(...list.map((p) => p.ratio)) * 1.15));
      const bounded = (p) => typeof p.ciLow === 'number' || typeof p.ciHigh === 'number';
      return {
        values: [list.map(at), column(list, 'ratio'), list.map((p) => (bounded(p) ? p.ciLow ?? 0 : null)),
          list.map((p) => (bounded(p) ? Math.min(p.ciHigh ?? 1e9, 10 * top) : null)), column(list, 'threshold')],
        series: [candidateLine(c), line(c.band, { width: 1 }), line(c.band, { width: 1 }), limitLine(c)],
        bands: [{ series: [3, 2], fill: c.band }], range: [0, top], unit: '×',
      };
    },
    values(index, c) {
      const list = points(index).filter((p) => typeof p.candidateValue === 'number');
      const rate = /rate|catastrophe|split|agreement/i.test(data.series.checks[index].metric);
      const scale = rate ? 100 : 1;
      const floor = (data.guardrails.find((g) => g.metric === data.series.checks[index].metric) || {}).floor;
      const limits = list.map((p) => (typeof floor === 'number' && typeof p.baselineValue === 'number' ? scale * p.threshold * (p.baselineValue + floor) : null));
      return { values: [list.map(at), column(list, 'baselineValue', scale), column(list, 'candidateValue', scale), limits], series: [line(c.baseline), candidateLine(c), limitLine(c)], unit: rate ? ' %' : '' };
    },
    evidence(index, c) {
      const list = points(index).filter((p) => typeof p.eValue === 'number');
      const log = (v) => (typeof v === 'number' ? Math.max(1e-2, Math.min(1e8, v)) : null);
      return {
        values: [list.map(at), list.map((p) => log(p.eValue)), list.map((p) => log(p.eValueNeeded)), list.map((p) => log(p.advanceEValue))],
        series: [line(c.bad), limitLine(c), line(c.good, { dash: [8, 3] })], log: true,
      };
    },
    effect(index, c) {
      const list = points(index).filter((p) => typeof p.candidateValue === 'number' && typeof p.baselineValue === 'number');
      return {
        values: [list.map(at), list.map((p) => 100 * (p.candidateValue - p.baselineValue)), column(list, 'ciLow', 100), column(list, 'ciHigh', 100), column(list, 'threshold', 100), column(list, 'threshold', -100)],
        series: [candidateLine(c), line(c.band, { width: 1 }), line(c.band, { width: 1 }), limitLine(c), limitLine(c)],
        bands: [{ series: [3, 2], fill: c.band }], unit: ' pt',
      };
    },
    errors: (index, c) => variants('errorRate', 100, ' %', c),
    latency: (index, c) => variants('latencyP95Micros', 1e-3, ' ms', c),
    split(index, c) {
      const list = data.series.split;
      return { values: [list.map(at), column(list, 'intendedBps', 0.01), column(list, 'realisedBps', 0.01)], series: [line(c.limit, { dash: [2, 4], paths: uPlot.paths.stepped({ align: 1 }) }), candidateLine(c)], range: [0, 100], unit: ' %' };
    },
  };

  function variants(field, scale, unit, c) {
    const of = (variant) => {
      const list = data.series.variants.filter((s) => s.variant === variant);
      return (list.find((s) => s.role === 'SERVED') || list[0] || { points: [] }).points;
    };
    const joined = uPlot.join([of(data.baseline), of(data.candidate)].map((list) => [list.map(at), column(list, field, scale)]));
    return { values: joined, series: [line(c.baseline), candidateLine(c)], unit };
  }

  const label = (v, unit) => (v === null ? '' : v >= 1e6 || (v > 0 && v < 1e-3) ? v.toExponential(0) : +v.toPrecision(4) + unit);
  let drawn = [];
  function draw() {
    drawn.forEach((plot) => plot.destroy());
    const c = Object.fromEntries(['baseline', 'candidate', 'band', 'limit', 'line', 'good', 'bad'].map((name) => [name, colour(name)]));
    c.text = colour('text-2');
    drawn = [...document.querySelectorAll('.chart')].map((box) => {
      const made = kinds[box.dataset.kind](Number(box.dataset.index), c);
      const range = made.range ? () => made.range : made.log ? undefined : (u, min, max) => (min === null ? [0, 1] : [Math.min(0, min * 1.1), max > 0 ? max * 1.2 : Math.max(max * 0.8, 1)]);
      const axis = { stroke: c.text, font: '11px sans-serif', grid: { stroke: c.line, width: 1 }, ticks: { show: false } };
      return new uPlot({
        width: box.clientWidth, height: box.clientHeight, legend: { show: false }, padding: [8, 12, 0, 0], cursor: { drag: { x: false, y: false } },
        scales: { y: made.log ? { distr: 3 } : { range } },
        axes: [{ ...axis, size: 26, space: 70, values: (u, splits) => splits.map((s) => new Date(s * 1000).toISOString().slice(...(splits.at(-1) - splits[0] > 172800 ? [5, 10] : splits[1] - splits[0] < 60 ? [11, 19] : [11, 16]))) },
          { ...axis, grid: made.log ? { ...axis.grid, filter: (u, splits) => splits.map((v) => (Number.isInteger(Math.log10(v)) ? v : null)) } : axis.grid, size: 58, space: 26, values: (u, splits) => splits.map((v) => label(v, made.unit || '')) }],
        series: [{}, ...made.series], bands: made.bands || [], hooks: { drawAxes: [stageLines(c)] },
      }, made.values, box);
    });
  }
  draw();
  let width = innerWidth;
  addEventListener('resize', () => { if (innerWidth !== width) { width = innerWidth; draw(); } });
  dark.addEventListener('change', draw);
  addEventListener('beforeprint', () => document.querySelectorAll('details').forEach((each) => { each.open = true; }));
})();
