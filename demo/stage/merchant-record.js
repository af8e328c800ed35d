/** In ms. */
const NEXT_LOOK = 250;

/**
 * Reads what the merchant's server remembers, and again for as long as WeChat has a notification to send.
 *
 * @param {(record: object) => void} onRecord is given what was found
 * @returns {() => void} takes a look
 */
export function createMerchantRecord(onRecord) {
  let timer;
  let latest = 0;

  return async function look() {
    clearTimeout(timer);
    const turn = ++latest;
    const record = await fetch('/stage/merchant').then((response) => response.json());
    if (turn !== latest) return;
    onRecord(record);
    if (record.notifications.some(({ more }) => more)) timer = setTimeout(look, NEXT_LOOK);
  };
}
