/** The shop's analytics. In this demo they go to the page around the phone, and say which page they come from. */
export function track(name, detail) {
  const { origin } = window.location;
  window.parent.postMessage({ source: 'shop', page: performance.timeOrigin, name, detail }, origin);
}
