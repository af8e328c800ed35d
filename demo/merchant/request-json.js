/** Asks the shop's own server. */
export async function requestJson(path, options) {
  const response = await fetch(path, options);
  if (!response.ok) throw new Error(`${path} answered ${response.status}.`);
  return response.json();
}
