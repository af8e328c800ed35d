import { scenarios } from 'weixin-payscore/testing';
import { clients } from './clients.js';
import { language, onLanguage, t } from './language.js';
import { choiceOf, faults, presetOf, readAddress, toScenario, writeAddress } from './scenario-address.js';

const field = (name) => document.querySelector(`[data-testid=${name}]`);
const fields = { scenario: field('scenario'), client: field('client'), version: field('version'), ua: field('ua') };
Object.assign(fields, { does: field('do'), back: field('back-by'), fault: field('fault') });
const source = document.querySelector('[data-testid=source]');
const guess = document.querySelector('#guess');
const unknown = document.querySelector('#unknown-fault');

const WITHOUT = 'interface-missing';

/**
 * The choice of the scenario. The page's address holds it too, so that it can be sent to others.
 *
 * @param {() => void} onChange something else was chosen
 */
export function createScenarioForm(onChange) {
  let choice = readAddress(window.location.search);
  if (!Object.hasOwn(clients, choice.client)) choice.client = 'ios';

  function change(changed) {
    choice = { ...choice, ...changed };
    history.replaceState(null, '', writeAddress(choice));
    draw();
    onChange();
  }

  function draw() {
    const preset = presetOf(choice);
    fill(fields.scenario, [
      ['', choice.does || choice.faults.length ? t('custom') : t('byHand')],
      ...scenarios.map(({ id, label, source: from }) => [
        id,
        labelOf({ label }) + (from === 'guess' ? ` · ${t('guess')}` : ''),
      ]),
    ]);
    fields.scenario.value = preset?.id ?? '';
    fill(
      fields.client,
      Object.keys(clients).map((key) => [key, t(`client-${key}`) + (clients[key].guess ? ` · ${t('guess')}` : '')]),
    );
    fields.client.value = choice.client;
    drawVersions();
    fields.ua.value = choice.ua;
    fields.ua.placeholder = t('uaHint');
    fill(
      fields.does,
      ['', 'agree', 'refused', 'cancel', 'nothing'].map((key) => [key, t(`do-${key}`)]),
    );
    fields.does.value = choice.does ?? '';
    fill(
      fields.back,
      ['button', 'swipe'].map((key) => [key, t(`back-${key}`)]),
    );
    fields.back.value = choice.back;
    fields.back.disabled = !choice.does || choice.does === 'nothing';
    fill(fields.fault, [
      ['', t('noFault')],
      ...(choice.faults.length > 1
        ? [[choice.faults.join(','), choice.faults.map((id) => labelOf(faultBy(id))).join(' + ')]]
        : []),
      ...faults.map((fault) => [fault.id, labelOf(fault)]),
    ]);
    fields.fault.value = choice.faults.join(',');
    drawSource(preset);
    guess.hidden = !clients[choice.client].guess || !!choice.ua;
    for (const radio of guess.querySelectorAll('input')) {
      radio.checked = (radio.value === 'no') === choice.faults.includes(WITHOUT);
    }
    unknown.hidden = !choice.unknownFaults?.length;
    unknown.textContent = t('unknownFault', { names: choice.unknownFaults?.join(', ') });
  }

  function drawVersions() {
    const versions = { ...clients[choice.client].versions };
    fields.version.disabled = !Object.keys(versions).length || !!choice.ua;
    if (choice.version && /^[\d.]+$/.test(choice.version)) versions[choice.version] ??= '';
    const options = Object.entries(versions).map(([value, remark]) => [
      value,
      remark ? `${value} · ${t(remark)}` : value,
    ]);
    fill(fields.version, options.length ? options : [['', t('notApplicable')]]);
    fields.version.value = choice.version || Object.keys(versions)[0] || '';
  }

  function drawSource(preset) {
    const { source: from } = preset ?? toScenario(choice);
    const none = !choice.does && !choice.faults.length;
    source.replaceChildren(`${t('source')}: `);
    if (/^https:/.test(from) && !none) {
      source.append(
        Object.assign(document.createElement('a'), {
          href: from,
          textContent: from,
          target: '_blank',
          rel: 'noreferrer',
        }),
      );
    } else if (none) source.append(t('sourceNone'));
    else source.append(badge(), ` ${t('sourceGuess')}`);
  }

  fields.scenario.addEventListener('change', ({ target }) => {
    const preset = scenarios.find(({ id }) => id === target.value);
    change({ unknownFaults: [], ...(preset ? choiceOf(preset) : { does: undefined, back: 'button', faults: [] }) });
  });
  fields.client.addEventListener('change', ({ target }) => change({ client: target.value, version: '', ua: '' }));
  fields.version.addEventListener('change', ({ target }) => change({ version: target.value }));
  fields.ua.addEventListener('change', ({ target }) => change({ ua: target.value.trim() }));
  fields.does.addEventListener('change', ({ target }) =>
    change({ does: target.value || undefined, back: target.value === 'nothing' ? 'swipe' : choice.back }),
  );
  fields.back.addEventListener('change', ({ target }) => change({ back: target.value }));
  fields.fault.addEventListener('change', ({ target }) => change({ faults: target.value.split(',').filter(Boolean) }));
  guess.addEventListener('change', ({ target }) => {
    const others = choice.faults.filter((id) => id !== WITHOUT);
    change({ faults: target.value === 'no' ? [...others, WITHOUT] : others });
  });
  onLanguage(draw);
  draw();

  return {
    choice: () => choice,
    address: () => writeAddress(choice),
    label: () => labelOf(toScenario(choice)),
  };
}

const faultBy = (id) => faults.find((fault) => fault.id === id);

function labelOf({ label }) {
  return label[language() === 'zh' ? 'zh-CN' : 'en'];
}

function badge() {
  return Object.assign(document.createElement('b'), { className: 'badge', textContent: t('guess') });
}

function fill(select, options) {
  select.replaceChildren(...options.map(([value, text]) => new window.Option(text, value)));
}
