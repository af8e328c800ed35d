/** The shop's analytics. In this demo they go to the page around the phone. */
export function track(name, detail) {
  window.parent.postMessage({ source: 'shop', name, detail }, window.location.origin);
}
