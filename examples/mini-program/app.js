App({
  // The merchant's server: createPayScoreRoutes of weixin-payscore/server, on a domain that the mini program may request.
  globalData: { server: 'https://shop.example', session: '' },
});
