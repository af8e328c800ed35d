/** A client that checks the signature against one of the page's two addresses. */
export interface RoutePlan {
  script: string;
  checked: 'entryUrl' | 'url';
}

/** What was signed, and which two addresses there were. */
export interface RouteReport {
  entry: string;
  current: string;
  signed: string[];
}

/** Runs inside a page: the router moves on first, then the library is loaded and configures the page. */
export async function signAfterRoute({ script: src, checked }: RoutePlan): Promise<RouteReport> {
  const { client } = window;
  const entry = location.href;
  history.pushState({}, '', '/late/orders/1?from=menu#details');
  client.answer('preVerifyJSAPI', (request) =>
    request.signature === `signed ${request[checked]}` ? 'ok' : 'invalid signature',
  );
  await new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.onload = resolve;
    script.onerror = reject;
    if (/esm/.test(src)) script.type = 'module';
    script.src = src;
    document.head.appendChild(script);
  });
  const signed: string[] = [];
  await window.WeixinPayScore.createWeixin({
    getConfigSignature(url) {
      signed.push(url);
      return { appId: 'wx1', timestamp: 1, nonceStr: 'n', signature: `signed ${url}` };
    },
  }).ready();
  return { entry, current: location.href.split('#')[0]!, signed };
}
