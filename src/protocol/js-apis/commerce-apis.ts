/** What the merchant's server signed for a payment. */
interface SignedPackage {
  /** Seconds since 1970, as signed. `timeStamp`, as the pay API's answer has it, is read too. */
  timestamp: number | string;
  /** As signed. The manual 1.0.0 prints `noncestr`, which is read too. */
  nonceStr: string;
  /** With today's API `prepay_id=…`. */
  package: string;
  /** As signed; the v3 API signs with `RSA`. Default `SHA1`, which only the API of 2014 takes. */
  signType?: 'SHA1' | 'MD5' | 'HMAC-SHA256' | 'RSA';
  /** From your server. */
  paySign: string;
}

/**
 * Paying, addresses, cards, the shop and WeChat's own views. A resolved call says that the client reported success: for
 * everything that is worth money, ask your server.
 *
 * @see https://developers.weixin.qq.com/doc/service/guide/h5/jssdk
 */
export interface CommerceApis {
  /** Asks the user to pay. Only your server's query or notification proves a payment. Manual 1.0.0. */
  chooseWXPay: { params: SignedPackage; result: object };
  /**
   * Asks the user to accept a transfer of the merchant. Not in the JS-SDK manual: goes to the bridge as it is.
   *
   * Resolved only says that the user is back; query the transfer.
   *
   * @see https://pay.weixin.qq.com/doc/v3/merchant/4012716434
   */
  requestMerchantTransfer: {
    params: {
      /** The merchant's number. */
      mchId: string;
      /** The account that signed the page: jweixin overwrites it with that one. */
      appId?: string;
      /** `package_info` of the transfer API. */
      package: string;
      /** For a service provider: the number of the merchant it acts for. */
      subMchId?: string;
      /** For a service provider: the appId of the merchant it acts for. */
      subAppId?: string;
    };
    result: object;
  };
  /** Opens a red packet of an enterprise account. jweixin 1.6.0 has it, no manual describes it. */
  openEnterpriseRedPacket: { params: SignedPackage; result: object };
  /**
   * A view of WeChat's own, raw: cancelling rejects `API_CANCELLED`. `weixin.openBusinessView` also copes with clients that
   * never call back. Since jweixin 1.5.0, WeChat 7.0.5.
   *
   * @see https://pay.wechatpay.cn/doc/v3/partner/4012677913
   */
  openBusinessView: {
    params: {
      /** 1 to 32 characters, such as `wxpayScoreEnable`. */
      businessType: string;
      /** `key=value&…`, values URL-encoded, at most 2048 characters: `toQueryString` builds it. */
      queryString?: string;
      /** Only works where the page itself runs in a development or trial mini program. */
      envVersion?: 'release' | 'trial' | 'develop';
    };
    result: {
      /** 0 where the client sent a code. */
      errCode: number | null;
      /** What the view hands back, or `null`. */
      extraData: Record<string, unknown> | null;
    };
  };
  /** Lets the user pick or write a delivery address. Newer than the manual 1.0.0. */
  openAddress: {
    params: Record<string, never>;
    result: {
      userName: string;
      /** Phone number. */
      telNumber: string;
      postalCode: string;
      /** First level (省). */
      provinceName: string;
      /** Second level (市). */
      cityName: string;
      /** Third level (区/县): a county, not a country. */
      countryName: string;
      /** Street and house. */
      detailInfo: string;
      /** The region's number in the national standard (国家标准区划码), where the client sends it. */
      nationalCode?: string;
    };
  };
  /** Shows a product of WeChat's shop (微信小店). Manual 1.0.0. */
  openProductSpecificView: {
    params: {
      productId: string;
      /** 0: the ordinary page, 1: as scanned, 2: as in the shop. Default 0. */
      viewType?: 0 | 1 | 2 | '0' | '1' | '2';
      /** Not in the manual; jweixin passes it on. */
      extInfo?: string;
    };
    result: object;
  };
  /** Offers cards (卡券) to the user's wallet. Manual 1.0.0. */
  addCard: {
    params: {
      cardList: readonly {
        cardId: string;
        /** JSON text that your server made and signed: appendix 6 of the manual. */
        cardExt: string;
      }[];
    };
    result: {
      /** One for each card that was offered. */
      cardList: {
        cardId: string;
        cardExt: string;
        /** Whether it is in the wallet now. */
        isSuccess: boolean;
        /** Encrypted; your server decrypts it. */
        code?: string;
      }[];
    };
  };
  /** Lets the user choose from the cards that fit a shop. Manual 1.0.0. */
  chooseCard: {
    params: {
      /** `location_id` of the shop. Default: any. */
      shopId?: string;
      /** Such as `GROUPON`. Default: any. */
      cardType?: string;
      /** Default: any. */
      cardId?: string;
      /** Seconds since 1970, as signed. The manual 1.0.0 prints `timeStamp`, which is read too. */
      timestamp: number | string;
      nonceStr: string;
      /** Default `SHA1`. */
      signType?: 'SHA1';
      /** From your server: appendix 6 of the manual. */
      cardSign: string;
    };
    result: {
      /** What the user chose, in the client's own field names. */
      cardList: {
        card_id: string;
        /** Encrypted; your server decrypts it. */
        encrypt_code: string;
      }[];
    };
  };
  /** Shows cards of the user's wallet. Manual 1.0.0. */
  openCard: {
    params: { cardList: readonly { cardId: string; code: string }[] };
    result: object;
  };
  /** Uses up a card and lets the user give it away. Newer than the manual 1.0.0. */
  consumeAndShareCard: {
    params: { cardId: string; code: string };
    result: object;
  };
  /** Opens a chat in WeCom (企业微信). Not in the manual of WeChat. */
  openEnterpriseChat: {
    params: {
      /** Members, separated by `;`. */
      userIds: string;
      /** Name of the group; empty for a single member. */
      groupName?: string;
    };
    result: { errCode: number | null };
  };
  /** Opens a mini program. jweixin 1.6.0 has it, no manual describes it; pages use the open tag `wx-open-launch-weapp`. */
  launchMiniProgram: {
    params: {
      targetAppId: string;
      /** Page and query, such as `pages/index?id=1`; jweixin's `.html` is added here too. */
      path?: string;
      envVersion?: 'release' | 'trial' | 'develop';
    };
    result: object;
  };
}
