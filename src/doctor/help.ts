import type { Words } from './check';
import { WHERE } from './settings';

const variables = (language: keyof Words): string =>
  Object.entries(WHERE)
    .map(([name, where]) => `  ${name}\n      ${where[language]}`)
    .join('\n');

/** What `--help` prints. */
export const HELP: Words = {
  en: `Usage: weixin-payscore doctor <command> [options]

Commands
  env [--online]            checks the credentials: form, what belongs together, clock;
                            online also whether WeChat accepts them (it changes nothing there)
  url <page> [...]          shows the text that is signed for wx.config; with a signature that
                            WeChat refused, also what was signed instead
      --entry <address>     the address the page was first loaded with, where it is another
      --ticket <ticket>     the jsapi_ticket, or - to read it from the standard input
      --nonce-str <text>    as given to wx.config
      --timestamp <seconds> as given to wx.config
      --signature <hex>     as given to wx.config
  ua "<user agent>"         which client this is, and whether it can open the view
      --demo <address>      where "npm run demo" listens, default http://127.0.0.1:8080/
  notification <file>       runs a saved notification through every check; the file holds
                            { "headers": { ... }, "body": "the raw body as text" }
      --at <time>           when it arrived: seconds, RFC 3339, or "sent" for its own time

Options
  --file <file>             reads variables from this file; default .env, else demo/.env.
                            The environment wins; relative paths start from the file's folder
  --lang zh|en              default: the locale's
  --json                    prints { ok, checks: [{ id, ok, message, hint }] }
  --help, --version

Put addresses and user agents in quotation marks. Other users of this machine can see a
process's arguments: give the ticket as WEIXIN_JSAPI_TICKET, in the env file, or with
"--ticket -" on the standard input. No secret is printed.

Exit code: 0 nothing found, 1 something found, 2 wrong use.

Variables
${variables('en')}
`,
  zh: `用法：weixin-payscore doctor <命令> [选项]

命令
  env [--online]            检查各项凭证：格式、是否配套、时钟；
                            --online 还会请求微信验证（不会改动任何数据）
  url <页面地址> [...]      显示 wx.config 参与签名的字符串；给出被拒绝的签名时，
                            找出实际签名的内容
      --entry <地址>        进入页面时的地址（与当前地址不同时）
      --ticket <ticket>     jsapi_ticket；填 - 表示从标准输入读取
      --nonce-str <文本>    传给 wx.config 的值
      --timestamp <秒>      传给 wx.config 的值
      --signature <十六进制> 传给 wx.config 的值
  ua "<User-Agent>"         识别客户端，判断能否打开支付分页面
      --demo <地址>         npm run demo 的地址，默认 http://127.0.0.1:8080/
  notification <文件>       对保存的通知逐项检查；文件内容为
                            { "headers": { ... }, "body": "原始报文文本" }
      --at <时间>           到达时间：秒、RFC 3339，或 sent（通知自带的时间）

选项
  --file <文件>             从该文件读取变量；默认 .env，其次 demo/.env。
                            环境变量优先；相对路径从该文件所在目录开始
  --lang zh|en              默认按系统语言
  --json                    输出 { ok, checks: [{ id, ok, message, hint }] }
  --help, --version

地址和 User-Agent 请加引号。同一台机器的其他用户可以看到进程参数：请通过环境变量
WEIXIN_JSAPI_TICKET、env 文件，或 --ticket - 从标准输入提供 ticket。输出中不含密钥。

退出码：0 未发现问题，1 发现问题，2 用法错误。

变量
${variables('zh')}
`,
};
