import { known, onLanguage, t } from './language.js';

const LANES = ['page', 'bridge', 'merchant', 'weixin'];
/** In ms, between two looks at the rows under way: a twentieth of what the latest has taken, within these. */
const TICK = { least: 100, most: 1000 };

/** Made once: `toLocaleString` makes one each time. */
const NUMBERS = new Intl.NumberFormat('en');

const list = document.querySelector('[data-testid=timeline]');
const headings = [create('li', 'heading'), create('li', 'heading')];
const rows = new Map();
let origin = Date.now();
let tappedAt;
let count = 0;
/** Timers: of what is new, and of the rows under way. */
let drawing;
let ticking;

/** Starts over, for a page that was just opened at `at` (ms since 1970). */
export function clearTimeline(at) {
  rows.clear();
  origin = at;
  tappedAt = undefined;
  list.replaceChildren();
  draw();
}

/** What starts from now on is what the user waits for. */
export function markTap() {
  tappedAt = Date.now();
  draw();
}

/**
 * Writes a row down, or what is new of it.
 *
 * @param {object} row `id`, `lane`, `name`, `startedAt` (ms since 1970), and as far as they are known `duration` (ms), `verdict`,
 *   `code` of a failure, `question` and `answer` (masked), `hint`, and in `waits` the key of the text that says what it waits for
 */
export function putRow(row) {
  rows.set(row.id, { ...rows.get(row.id), ...row });
  draw();
}

/** Writes a row down that begins now; returns how to end it. */
export function beginRow(row) {
  const id = `page-${++count}`;
  const startedAt = Date.now();
  putRow({ id, startedAt, ...row });
  // A page that was left meanwhile has no rows any more.
  return (end) => rows.has(id) && putRow({ id, duration: Date.now() - startedAt, ...end });
}

/** The page has its result: a call without a callback is not waited for any longer. */
export function endCalls() {
  for (const row of rows.values()) {
    if (row.lane !== 'bridge' || row.duration !== undefined) continue;
    putRow({ id: row.id, duration: Date.now() - row.startedAt, verdict: 'noCallback' });
  }
}

/** Adds why to the page's steps that failed so. */
export function explainRows(code, hint) {
  for (const row of rows.values()) {
    if (row.lane === 'page' && row.code === code) putRow({ id: row.id, hint });
  }
}

/** The rows for a report, in ms since the page was opened. */
export function reportRows() {
  return sorted().map(({ startedAt, duration = null, lane, name, verdict, code, question, answer, hint }) => ({
    lane,
    name,
    startedAt: Math.round(startedAt - origin),
    duration: duration === null ? null : Math.round(duration),
    verdict,
    code,
    question,
    answer,
    hint,
  }));
}

const sorted = () =>
  [...rows.values()].sort((a, b) => a.startedAt - b.startedAt || LANES.indexOf(a.lane) - LANES.indexOf(b.lane));

/** Draws soon, and again for as long as a row is under way. */
function draw() {
  drawing ??= window.setTimeout(drawNow, 16);
}

function drawNow() {
  window.clearTimeout(ticking);
  drawing = undefined;
  drawAll();
  const running = [...rows.values()].filter(({ duration }) => duration === undefined);
  if (!running.length) return;
  const latest = Date.now() - Math.max(...running.map(({ startedAt }) => startedAt));
  ticking = window.setTimeout(drawNow, Math.min(TICK.most, Math.max(TICK.least, latest / 20)));
}

function drawAll() {
  const all = sorted();
  const parts = [
    { title: t('onLoad'), from: origin, rows: all.filter(({ startedAt }) => !tappedAt || startedAt < tappedAt) },
    { title: t('afterTap'), from: tappedAt, rows: all.filter(({ startedAt }) => tappedAt && startedAt >= tappedAt) },
  ];
  let position = 0;
  for (const [index, part] of parts.entries()) {
    const heading = headings[index];
    heading.textContent = part.rows.length ? part.title : `${part.title} — ${t('nothingYet')}`;
    place(heading, position++);
    const begin = part.rows[0]?.startedAt;
    const end = Math.max(...part.rows.map(endOf));
    for (const row of part.rows) {
      place(drawRow(row, part.from, begin, scaleOf(end - begin)), position++);
    }
  }
  while (list.children.length > position) list.lastElementChild.remove();
}

/** Elements stay, so that what a reader opened stays open. */
function place(element, position) {
  if (list.children[position] !== element) list.insertBefore(element, list.children[position] ?? null);
}

const endOf = ({ startedAt, duration }) => (duration === undefined ? Date.now() : startedAt + duration);

/** The bars' scale grows in steps (1, 2, 5, 10, …), so that from one look to the next only the rows under way change. */
function scaleOf(ms) {
  const power = 10 ** Math.floor(Math.log10(Math.max(ms, 1)));
  return power * [1, 2, 5, 10].find((step) => ms <= step * power);
}

/** `from` is where the numbers start, `begin` where the bars do, `span` how many ms they have room for. */
function drawRow(row, from, begin, span) {
  const item = document.getElementById(`row-${row.id}`) ?? createRow(row);
  const running = row.duration === undefined;
  const duration = endOf(row) - row.startedAt;
  item.classList.toggle('running', running);
  item.classList.toggle('failed', !!row.code);
  setStyle(item, '--start', (row.startedAt - begin) / span);
  setStyle(item, '--share', Math.min(1, duration / span));
  const waits = row.waits && known(`waits-${row.waits}`);
  const verdict = running ? '…' : (known(row.verdict) ?? row.verdict ?? '');
  write(item, 'lane', t(`lane-${row.lane}`));
  write(item, 'name', known(`row-${row.name}`) ?? row.name);
  write(item, 'verdict', verdict);
  write(item, 'start', `+${format(row.startedAt - from)}`);
  write(item, 'duration', `${format(duration)} ms`);
  write(item, 'waits', running && waits ? waits : '');
  writeDetails(item, row, waits);
  return item;
}

function createRow(row) {
  const item = create('li');
  item.id = `row-${row.id}`;
  item.dataset.lane = row.lane;
  item.dataset.name = row.name;
  const details = create('details');
  const summary = create('summary');
  for (const part of ['lane', 'name', 'verdict', 'start', 'duration', 'waits']) {
    const element = create(part === 'start' || part === 'duration' ? 'time' : 'span');
    element.dataset.part = part;
    summary.append(element);
  }
  const track = create('i', 'track');
  track.append(create('i', 'bar'));
  summary.append(track);
  details.append(summary, create('dl'));
  item.append(details);
  return item;
}

function writeDetails(item, { question, answer, hint, code }, waits) {
  const facts = {
    question,
    answer,
    hint: hint ?? code,
    waitsFor: waits,
  };
  const given = Object.entries(facts).filter(([, value]) => value !== undefined);
  const text = JSON.stringify([t('question'), given]);
  const body = item.querySelector('dl');
  if (body.dataset.text === text) return;
  body.dataset.text = text;
  body.replaceChildren(
    ...given.flatMap(([name, value]) => [
      create('dt', '', t(name)),
      create('dd', '', typeof value === 'string' ? value : JSON.stringify(value, null, 1)),
    ]),
  );
}

function write(item, part, text) {
  const element = item.querySelector(`[data-part=${part}]`);
  if (element.textContent !== text) element.textContent = text;
}

/** Setting what is there already would have the whole list laid out anew. */
function setStyle(item, name, value) {
  if (item.style.getPropertyValue(name) !== String(value)) item.style.setProperty(name, value);
}

const format = (duration) => NUMBERS.format(Math.round(duration));

function create(name, className = '', text = '') {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.textContent = text;
  return element;
}

onLanguage(drawAll);
