import { known, onLanguage, t } from './language.js';

const serverState = document.querySelector('[data-testid=server-state]');
const serverSource = document.querySelector('#server-source');
const notifications = document.querySelector('[data-testid=notifications]');
let shown = { notifications: [] };

/** Shows what the merchant's server knows, and from whom. */
export function showMerchantRecord(record) {
  shown = record;
  const { state = '—', source, notifications: all } = record;
  serverState.textContent = state;
  serverState.dataset.state = state;
  serverSource.textContent = known(`source-${source}`) ?? '';
  notifications.replaceChildren(
    ...all.map((one) => {
      const item = document.createElement('li');
      const type = Object.assign(document.createElement('b'), { textContent: one.type });
      const counts = Object.assign(document.createElement('data'), { textContent: t('notificationCount', one) });
      item.append(type, counts);
      return item;
    }),
  );
}

onLanguage(() => showMerchantRecord(shown));
