using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "shop", worker = .shop),
    # WeChat is on the internet. The test has a simulated one on this machine.
    (name = "internet", network = (allow = ["public", "local"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = "127.0.0.1:8787", http = (), service = "shop")],
);

const shop :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "dist/worker.js")],
  compatibilityDate = "2026-11-01",
  compatibilityFlags = ["nodejs_compat"],
  bindings = [
    (name = "PUBLIC_ORIGIN", fromEnvironment = "PUBLIC_ORIGIN"),
    (name = "WEIXIN_APP_ID", fromEnvironment = "WEIXIN_APP_ID"),
    (name = "WEIXIN_APP_SECRET", fromEnvironment = "WEIXIN_APP_SECRET"),
    (name = "WEIXIN_API_BASE", fromEnvironment = "WEIXIN_API_BASE"),
    (name = "WECHATPAY_BASE_URL", fromEnvironment = "WECHATPAY_BASE_URL"),
    (name = "WECHATPAY_MCHID", fromEnvironment = "WECHATPAY_MCHID"),
    (name = "WECHATPAY_SERIAL", fromEnvironment = "WECHATPAY_SERIAL"),
    (name = "WECHATPAY_PRIVATE_KEY", fromEnvironment = "WECHATPAY_PRIVATE_KEY"),
    (name = "WECHATPAY_API_V3_KEY", fromEnvironment = "WECHATPAY_API_V3_KEY"),
    (name = "WECHATPAY_PUBLIC_KEY_ID", fromEnvironment = "WECHATPAY_PUBLIC_KEY_ID"),
    (name = "WECHATPAY_PUBLIC_KEY", fromEnvironment = "WECHATPAY_PUBLIC_KEY"),
    (name = "WECHATPAY_SERVICE_ID", fromEnvironment = "WECHATPAY_SERVICE_ID"),
  ],
);
