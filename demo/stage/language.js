import { texts } from './texts.js';

const KEY = 'weixin-payscore-demo-language';
const listeners = [];
let current = chosenLanguage();

function chosenLanguage() {
  const wanted = new URLSearchParams(window.location.search).get('lang') ?? window.localStorage.getItem(KEY);
  if (wanted === 'zh' || wanted === 'en') return wanted;
  return navigator.language.startsWith('zh') ? 'zh' : 'en';
}

export const language = () => current;

/** A text in the reader's language; `{name}` in it is replaced. */
export function t(key, values = {}) {
  const text = texts[current][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (all, name) => String(values[name] ?? all));
}

/** A text that has no key of its own in every case, such as the name of a step. */
export const known = (key) => (Object.hasOwn(texts[current], key) ? texts[current][key] : undefined);

export function onLanguage(listener) {
  listeners.push(listener);
}

/** Writes every text of the page that has a key, and lets the reader switch. */
export function startLanguage() {
  for (const button of document.querySelectorAll('[data-language]')) {
    button.addEventListener('click', () => {
      current = button.dataset.language;
      window.localStorage.setItem(KEY, current);
      write();
      for (const listener of listeners) listener();
    });
  }
  write();
}

function write() {
  document.documentElement.lang = current === 'zh' ? 'zh-CN' : 'en';
  document.title = t('title');
  for (const element of document.querySelectorAll('[data-text]')) element.textContent = t(element.dataset.text);
  for (const element of document.querySelectorAll('[data-label]')) {
    element.setAttribute('aria-label', t(element.dataset.label));
  }
  for (const button of document.querySelectorAll('[data-language]')) {
    button.setAttribute('aria-pressed', String(button.dataset.language === current));
  }
}
