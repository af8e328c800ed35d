/** The menu's basic items (基本类), which `hideAllNonBaseMenuItem` leaves and `hideMenuItems` cannot hide. */
export type BaseMenuItem =
  /** Report (举报). */
  | 'menuItem:exposeArticle'
  /** Font size (调整字体). */
  | 'menuItem:setFont'
  /** Day mode (日间模式). */
  | 'menuItem:dayMode'
  /** Night mode (夜间模式). */
  | 'menuItem:nightMode'
  /** Reload (刷新). */
  | 'menuItem:refresh'
  /** The official account, for a follower (查看公众号, 已添加). */
  | 'menuItem:profile'
  /** The official account, for others (查看公众号, 未添加). */
  | 'menuItem:addContact';

/** The items that spread the page (传播类). */
export type ShareMenuItem =
  /** To a friend (发送给朋友). */
  | 'menuItem:share:appMessage'
  /** To Moments (分享到朋友圈). */
  | 'menuItem:share:timeline'
  /** To QQ (分享到QQ). */
  | 'menuItem:share:qq'
  /** To Tencent Weibo (分享到Weibo). */
  | 'menuItem:share:weiboApp'
  /** To the favourites (收藏). */
  | 'menuItem:favorite'
  /** To Facebook (分享到FB). */
  | 'menuItem:share:facebook'
  /** To QZone (分享到 QQ 空间); newer than the manual 1.0.0. */
  | 'menuItem:share:QZone';

/** The items that take the page out of WeChat or change it (保护类). */
export type ProtectedMenuItem =
  /** Debug (调试). */
  | 'menuItem:jsDebug'
  /** Edit the tag (编辑标签). */
  | 'menuItem:editTag'
  /** Delete (删除). */
  | 'menuItem:delete'
  /** Copy the link (复制链接). */
  | 'menuItem:copyUrl'
  /** The original page (原网页). */
  | 'menuItem:originPage'
  /** Reading mode (阅读模式). */
  | 'menuItem:readMode'
  /** Open in QQ Browser (在QQ浏览器中打开). */
  | 'menuItem:openWithQQBrowser'
  /** Open in Safari (在Safari中打开). */
  | 'menuItem:openWithSafari'
  /** Mail (邮件). */
  | 'menuItem:share:email'
  /** Some special accounts (一些特殊公众号). */
  | 'menuItem:share:brand';

/** An item of the page's menu: appendix 3 of the JS-SDK manual 1.0.0. */
export type MenuItem = BaseMenuItem | ShareMenuItem | ProtectedMenuItem;
