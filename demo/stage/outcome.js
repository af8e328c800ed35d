import { known, onLanguage, t } from './language.js';

const state = document.querySelector('[data-testid=state]');
const sentence = document.querySelector('[data-testid=sentence]');
const hint = document.querySelector('#hint');
let shown = { kind: 'idle', words: [] };

/**
 * Shows what came of it: a sentence, and the words for programs.
 *
 * @param {'idle' | 'busy' | 'good' | 'neutral' | 'bad'} kind
 * @param {string[]} words what the page's promise settled with
 * @param {() => string} say the sentence, in the language of the moment
 * @param {string} [advice] the library's hint
 */
export function showOutcome(kind, words, say, advice = '') {
  shown = { kind, words, say, advice };
  state.dataset.kind = kind;
  state.replaceChildren(
    ...words.flatMap((word, index) => [
      index ? ' ' : '',
      Object.assign(document.createElement('span'), { textContent: word }),
    ]),
  );
  sentence.textContent = say();
  sentence.dataset.kind = kind;
  hint.textContent = advice;
}

export const reportOutcome = () => ({ words: shown.words, sentence: shown.say(), hint: shown.advice });

export const showIdle = () => showOutcome('idle', [], () => t('idle'));

export const showPhase = (phase) => showOutcome('busy', ['…'], () => t(`phase-${phase}`));

/** The promise resolved: what the server says comes first, because only that counts. */
export function showResult({ state: word, status, cause }) {
  const say = () => `${t(`server-${word}`)}${t('join')}${t(`view-${status ?? 'none'}`)}`;
  showOutcome(word === 'AVAILABLE' ? 'good' : 'neutral', [word, status].filter(Boolean), say, cause);
}

/** The promise rejected. */
export function showError({ code, hint: advice, cause }) {
  showOutcome('bad', [code], () => known(code) ?? t('failed', { code }), [advice, cause].filter(Boolean).join(' · '));
}

/** The merchant's server learnt something after the journey, or knew it before. */
export function showKnown({ state: word, source }) {
  if (word === 'UNAVAILABLE' && shown.words[0] === 'AVAILABLE') {
    showOutcome('neutral', [word], () => t('revoked'));
  } else if (word === 'AVAILABLE' && shown.kind === 'idle') {
    showOutcome('good', [word], () => t('remembered', { source: t(`source-${source}`) }));
  }
}

onLanguage(() => showOutcome(shown.kind, shown.words, shown.say, shown.advice));
