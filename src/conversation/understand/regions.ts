/** Places that are not this county: a question about them is for others to answer. */

const PROVINCES =
  '北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆';
const CITIES =
  '石家庄 唐山 保定 邯郸 沧州 廊坊 太原 大同 呼和浩特 包头 沈阳 大连 鞍山 长春 哈尔滨 大庆 南京 苏州 无锡 常州 徐州 南通 扬州 盐城 杭州 宁波 温州 嘉兴 绍兴 金华 台州 义乌 合肥 芜湖 蚌埠 阜阳 福州 厦门 泉州 漳州 莆田 南昌 赣州 九江 济南 青岛 烟台 潍坊 临沂 济宁 郑州 洛阳 开封 南阳 周口 商丘 信阳 驻马店 新乡 武汉 宜昌 襄阳 荆州 黄冈 长沙 株洲 衡阳 岳阳 常德 广州 深圳 东莞 佛山 珠海 中山 惠州 汕头 湛江 南宁 桂林 柳州 海口 三亚 成都 绵阳 德阳 南充 宜宾 泸州 达州 乐山 贵阳 遵义 毕节 昆明 大理 曲靖 拉萨 西安 咸阳 宝鸡 榆林 兰州 天水 西宁 银川 乌鲁木齐 喀什';
const KNOWN = new RegExp([...PROVINCES.split(' '), ...CITIES.split(' ')].join('|'));
const ABROAD = /美国|英国|日本|韩国|德国|法国|加拿大|澳大利亚|新加坡|泰国|越南|俄罗斯|欧洲/;
/** 隔壁县, 临水县: a county, city or district by its name. Words that only end like one are left out. */
const NAMED =
  /(?:^|[在到去从问,是和])((?:隔壁|邻|外|别的|其他|旁边的?|另一个)(?:个)?(?:县|市|省|区|镇)|[\u4e00-\u9fa5]{2,3}(?:县|市|省|自治区|自治州|新区))/g;
const ORDINARY =
  /(本|全|我|你|咱|这|该|各|县|我们|你们|咱们|咱|当地|这个|清|贵|城|到|在|去|回|来|整个|所在|户籍地?|哪个|什么|啥)(县|市|省)$|城市$|超市$|上市$|夜市$|门市$|菜市$|集市$|小区$|股市$|楼市$|(都市|县市|省市)$|^(县|市|省)/;

/** The other place a text is about, if any. `own` are names of this county and its places. */
export function otherRegion(text: string, own: readonly string[]): string | undefined {
  const cleaned = own.reduce((rest, name) => rest.replaceAll(name, '本地'), text);
  const known = KNOWN.exec(cleaned)?.[0] ?? ABROAD.exec(cleaned)?.[0];
  if (known) return known;
  for (const match of cleaned.matchAll(NAMED)) {
    const name = match[1]!;
    if (
      !ORDINARY.test(name) &&
      !/[的了吗呢是有没在到去我你他她它们这那和与及或就都很]/.test(name.slice(0, -1))
    )
      return name;
  }
  return undefined;
}
