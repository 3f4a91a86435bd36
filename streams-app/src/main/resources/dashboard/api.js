// Speaks to the control plane. The token stays in this tab: sessionStorage ends with it.
const KEY = 'weir-token';

export const token = () => sessionStorage.getItem(KEY) || '';
export const keepToken = (text) => (text ? sessionStorage.setItem(KEY, text) : sessionStorage.removeItem(KEY));

/** An answer that is none: the problem document in words. Status 0 is a control plane that cannot be reached. */
export class Problem extends Error {
  constructor(status, detail, problems) {
    super(detail);
    this.status = status;
    this.problems = problems;
  }
}

const headers = () => (token() ? { Authorization: 'Bearer ' + token() } : {});

async function answered(path, options) {
  let response;
  try {
    response = await fetch(path, { cache: 'no-store', ...options, headers: { ...headers(), ...options.headers } });
  } catch (away) {
    if (away.name === 'AbortError') throw away;
    throw new Problem(0, 'the control plane cannot be reached');
  }
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw new Problem(response.status, problem.detail || 'the control plane answered ' + response.status, problem.errors);
  }
  return response;
}

export const get = async (path, signal) => (await answered(path, { signal })).json();

export const send = async (method, path, body) =>
  (await answered(path, { method, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } })).json();

/** Submits a file as it is. */
export const put = async (path, text) => (await answered(path, { method: 'PUT', body: text, headers: { 'Content-Type': 'application/yaml' } })).json();

const UNSEEN_MS = 60_000;
const SILENCE_MS = 12000;
const RETRY_MS = [500, 1000, 2000, 4000, 8000];

/**
 * Follows the event stream until it is told to end, and comes back when it is cut off. It is read by fetch and not by an
 * EventSource, which could not send a token but in the address. The server says something every 5 s; a stream that is
 * silent for 12 s counts as cut off, so that a dead connection cannot pass for a quiet one. A page that is left or not looked
 * at for a minute gives its connection up: a browser has six for a server, and whoever has many tabs needs them.
 */
export function follow(query, on) {
  let ended = false;
  let failures = 0;
  let away = false;
  let controller;
  let timer;
  let unseen;

  const listen = async () => {
    const own = new AbortController();
    controller = own;
    let watchdog;
    const heard = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => own.abort(), SILENCE_MS);
    };
    try {
      heard();
      const response = await answered('v1/stream' + query, { signal: own.signal });
      failures = 0;
      on.open();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = '';
      for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
        heard();
        on.heard();
        const blocks = (rest + chunk.value).split('\n\n');
        rest = blocks.pop();
        for (const block of blocks) {
          const event = /^event: (.*)\ndata: (.*)/.exec(block);
          if (event) on.event(event[1], JSON.parse(event[2]));
        }
      }
    } catch (failure) {
      if (failure.status === 401) on.refused();
    }
    clearTimeout(watchdog);
    if (ended || away || controller !== own) return;
    on.closed();
    timer = setTimeout(listen, RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)]);
  };
  const leave = () => {
    away = true;
    clearTimeout(timer);
    controller.abort();
  };
  const come = () => {
    if (!away) return;
    away = false;
    on.closed();
    listen();
  };
  const look = () => {
    clearTimeout(unseen);
    if (document.hidden) unseen = setTimeout(leave, UNSEEN_MS);
    else come();
  };
  addEventListener('pagehide', leave);
  addEventListener('pageshow', come);
  document.addEventListener('visibilitychange', look);
  listen();
  return () => {
    ended = true;
    removeEventListener('pagehide', leave);
    removeEventListener('pageshow', come);
    document.removeEventListener('visibilitychange', look);
    clearTimeout(unseen);
    clearTimeout(timer);
    controller.abort();
  };
}
