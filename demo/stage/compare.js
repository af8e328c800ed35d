import { onLanguage, t } from './language.js';

/** In ms: as long as the library waits for a callback after the user's return, and then some. */
const SAMPLE_PATIENCE = 8000;

const section = document.querySelector('#compare');
const frame = document.querySelector('#sample');
const said = document.querySelector('[data-testid=sample-outcome]');
const panes = {
  ours: document.querySelector('[data-testid=our-code]'),
  sample: document.querySelector('[data-testid=sample-code]'),
};

/**
 * Shows the code of the page that just ran next to the documented sample, which runs under the same scenario in a frame of its
 * own, with a user of its own who does the same.
 */
export function createComparison() {
  let say = () => t('sampleIdle');
  let mark;
  let serverState = '—';
  let timer;
  let ran = false;

  function show(sentence, line) {
    say = sentence;
    mark = line;
    draw();
  }

  function draw() {
    said.textContent = say();
    for (const line of panes.sample.querySelectorAll('span')) {
      line.classList.toggle('stuck', mark !== undefined && line.textContent.includes(mark));
    }
  }

  function start() {
    if (!ran || !section.open) return;
    frame.src = '/sample/';
  }

  async function load(pane, file) {
    const text = await fetch(`/source/${file}`).then((response) => response.text());
    pane.replaceChildren(
      ...text.split('\n').map((line) => Object.assign(document.createElement('span'), { textContent: `${line}\n` })),
    );
    draw();
  }

  section.addEventListener('toggle', () => {
    if (!section.open) return;
    void load(panes.ours, 'authorize.js').catch(() => undefined);
    void load(panes.sample, 'documented-sample.js').catch(() => undefined);
    start();
  });
  onLanguage(draw);
  draw();

  return {
    /** Another page was opened. */
    clear() {
      ran = false;
      clearTimeout(timer);
      frame.src = 'about:blank';
      show(() => t('sampleIdle'));
    },
    /** The page has its result, so it is the sample's turn. */
    ran() {
      ran = true;
      start();
    },
    onRecord: ({ state = '—' }) => {
      serverState = state;
      draw();
    },
    handlers: {
      'sample-waits'({ line }) {
        clearTimeout(timer);
        show(() => t('sampleRunning', { line }), line);
        timer = setTimeout(() => {
          show(() => t('sampleHangs', { line, seconds: SAMPLE_PATIENCE / 1000 }), line);
          said.dataset.hangs = line;
        }, SAMPLE_PATIENCE);
        delete said.dataset.hangs;
      },
      'sample-answered': () => clearTimeout(timer),
      'sample-said': ({ said: word }) => show(() => t('sampleSaid', { said: word, state: serverState })),
      'sample-upgrade'() {
        clearTimeout(timer);
        show(() => t('sampleUpgrade'));
      },
      'sample-failed'({ reason }) {
        clearTimeout(timer);
        show(() => t('sampleFailed', { reason }));
      },
    },
  };
}
