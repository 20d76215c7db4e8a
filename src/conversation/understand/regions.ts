/** Places that are not this county: a question about them is for others to answer. */

const PROVINCES =
  '北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆';
const CITIES =
  '石家庄 唐山 保定 邯郸 沧州 廊坊 邢台 衡水 承德 张家口 秦皇岛 太原 大同 临汾 运城 长治 呼和浩特 包头 赤峰 沈阳 大连 鞍山 抚顺 锦州 长春 吉林市 四平 哈尔滨 大庆 齐齐哈尔 佳木斯 牡丹江 南京 苏州 无锡 常州 徐州 南通 扬州 盐城 连云港 淮安 泰州 宿迁 镇江 昆山 杭州 宁波 温州 嘉兴 绍兴 金华 台州 义乌 湖州 衢州 丽水 舟山 合肥 芜湖 蚌埠 阜阳 安庆 滁州 六安 宿州 亳州 马鞍山 福州 厦门 泉州 漳州 莆田 龙岩 三明 宁德 南平 南昌 赣州 九江 上饶 宜春 吉安 景德镇 济南 青岛 烟台 潍坊 临沂 济宁 淄博 菏泽 聊城 德州 泰安 枣庄 威海 日照 滨州 郑州 洛阳 开封 南阳 周口 商丘 信阳 驻马店 新乡 安阳 许昌 平顶山 焦作 濮阳 漯河 武汉 宜昌 襄阳 荆州 黄冈 孝感 十堰 荆门 恩施 咸宁 黄石 长沙 株洲 衡阳 岳阳 常德 邵阳 湘潭 郴州 永州 怀化 娄底 益阳 张家界 广州 深圳 东莞 佛山 珠海 中山市 惠州 汕头 湛江 茂名 江门 肇庆 韶关 梅州 清远 揭阳 潮州 南宁 桂林 柳州 玉林 北海 百色 梧州 海口 三亚 成都 绵阳 德阳 南充 宜宾 泸州 达州 乐山 遂宁 内江 自贡 广安 眉山 资阳 巴中 广元 雅安 攀枝花 凉山 贵阳 遵义 毕节 六盘水 安顺 铜仁 黔东南 昆明 大理 曲靖 昭通 玉溪 红河 丽江 普洱 保山 拉萨 日喀则 西安 咸阳 宝鸡 榆林 渭南 汉中 安康 延安 兰州 天水 定西 酒泉 庆阳 西宁 银川 乌鲁木齐 喀什 伊犁 万州 涪陵 浦东 朝阳区 海淀';
const KNOWN = new RegExp([...PROVINCES.split(' '), ...CITIES.split(' ')].join('|'));
const ABROAD =
  /美国|英国|日本|韩国|德国|法国|加拿大|澳大利亚|澳洲|新加坡|泰国|越南|俄罗斯|欧洲|马来西亚|意大利|西班牙|印度|缅甸|新西兰/;
const ELSEWHERE =
  /(隔壁|邻近?|外|别的|其他|旁边的?|另一个|人家)的?个?(县|市|省|区)|(南方|北方|沿海|那个|哪个别的)的?.{0,2}(省|市|县)(?!里|政|内|城)|(老家|娘家|婆家|那边)(的|在|那边|那里).{0,6}(县|市|省|区)/;
/** 临水县, 江州市, 天河区: a county, city or district by its name. */
const NAMED = /[\u4e00-\u9fa5]{2,4}?(?:自治县|自治州|[县市省州区])(?![域别内级里长城中场面])/g;
/** What only ends like the name of a place. */
const NOT_A_NAME =
  /[的了吗呢是有没在到去我你他她它们这那和与及或就都很本全各该哪啥什么个几某整贵跟从往回来问办咱俺乡镇街新老大小高]|城区|县区|市区|省市|都市|城市|超市|上市|夜市|门市|菜市|集市|小区|社区|股市|楼市|专区|园区|景区|片区|厂区|校区|辖区|地区|灾区|山区|林区|矿区|库区|街区|农区|牧区|开发区|施工|户籍|所在/;

/** The other place a text is about, if any. `own` are names of this county and its places. */
export function otherRegion(text: string, own: readonly string[]): string | undefined {
  const cleaned = [...own]
    .sort((a, b) => b.length - a.length)
    .reduce((rest, name) => rest.replaceAll(name, ','), text);
  const known = KNOWN.exec(cleaned)?.[0] ?? ABROAD.exec(cleaned)?.[0] ?? ELSEWHERE.exec(cleaned)?.[0];
  if (known) return known;
  for (const [name] of cleaned.matchAll(NAMED)) if (!NOT_A_NAME.test(name)) return name;
  return undefined;
}
