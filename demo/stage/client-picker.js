import { clients } from './clients.js';

const client = document.querySelector('[data-testid=client]');
const version = document.querySelector('[data-testid=version]');
const swipe = document.querySelector('[data-testid=swipe]');

/**
 * The choice of the client. It stands in the page's address too, so that it can be linked: `/?client=ios&version=7.0.4`.
 *
 * @param {() => void} onChange something else was chosen
 */
export function createClientPicker(onChange) {
  const wanted = new URLSearchParams(window.location.search);
  client.replaceChildren(...Object.entries(clients).map(([key, { label }]) => new window.Option(label, key)));
  client.value = Object.hasOwn(clients, wanted.get('client')) ? wanted.get('client') : 'ios';
  fillVersions(wanted.get('version'));
  swipe.value = wanted.get('swipe') === 'empty' ? 'empty' : wanted.has('swipe') ? 'silent' : usualSwipe();

  client.addEventListener('change', () => {
    fillVersions();
    swipe.value = usualSwipe();
  });
  for (const select of [client, version, swipe]) {
    select.addEventListener('change', () => {
      const query = new URLSearchParams({ client: client.value, version: version.value, swipe: swipe.value });
      history.replaceState(null, '', `?${query}`);
      onChange();
    });
  }

  return {
    key: () => client.value,
    label: () => clients[client.value].label,
    /** What `simulateWeixin` takes. */
    options: () => ({ ...clients[client.value].options, ...(version.value && { version: version.value }) }),
    swipe: () => swipe.value,
  };
}

/** A guess: no document says which client calls back with nothing in it, and which not at all. */
function usualSwipe() {
  return client.value === 'android' ? 'empty' : 'silent';
}

function fillVersions(wanted) {
  const versions = { ...clients[client.value].versions };
  version.disabled = !Object.keys(versions).length;
  if (version.disabled) versions[''] = '不适用';
  else if (wanted && /^[\d.]+$/.test(wanted)) versions[wanted] ??= '';
  version.replaceChildren(
    ...Object.entries(versions).map(
      ([value, remark]) => new window.Option([value, remark].filter(Boolean).join(' · '), value),
    ),
  );
  if (wanted in versions) version.value = wanted;
}
