import { applyScenario, scenarios } from 'weixin-payscore/testing';
import { contractFaults } from './contract-faults.js';

/** Comes before jweixin and @wecom/jssdk, which read the client while they are evaluated. */
const FAULTS = [...scenarios, ...contractFaults];
const [name, chosen] = decodeURIComponent(location.hash.slice(1)).split(' ');

export const library = chosen;
export const scenario = FAULTS.find(({ id }) => id === name) || { id: '' };
/** What the query says, whether the user agreed, and what the page was told. */
export const report = (window.report = { state: 'UNBINDUSER', agreed: false, told: [] });

window.faults = FAULTS.map(({ id, label }) => ({
  id,
  label,
  contract: contractFaults.some((fault) => fault.id === id),
}));

export const simulated = applyScenario(window, scenario, {
  client: { platform: 'android', latency: 40 },
  onDecision(does) {
    const lag = scenario.services?.queryLag || 0;
    report.agreed = does === 'agree';
    if (report.agreed) setTimeout(() => (report.state = 'AVAILABLE'), lag);
  },
});
window.touch = () => simulated.touch();
window.views = () => simulated.calls.filter(({ api }) => api === 'openBusinessView').length;
