const isChinese = /^zh/i.test(navigator.language || 'zh');

/** The words of the reader's language. */
export function pick(chinese, english) {
  return isChinese ? chinese : english;
}

/** Puts the page itself into the reader's language: it is written in Chinese, with English in `data-en`. */
export function translatePage() {
  if (isChinese) return;
  document.documentElement.lang = 'en';
  const elements = document.querySelectorAll('[data-en]');
  for (let i = 0; i < elements.length; i++) elements[i].textContent = elements[i].getAttribute('data-en');
}
