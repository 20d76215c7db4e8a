/**
 * Words that join others and claim nothing by themselves: what a rewording may add to a draft. None that denies, promises,
 * allows, forbids, compares or counts.
 */
export const JOINING_WORDS: ReadonlySet<string> = new Set(
  `您好 申请 办理 办事 办好 办成 需要 准备 带上 带好 携带 地方 地点 地址 位置 电话 号码 联系 拨打 打电话 咨询 询问 了解 查看 材料 资料
依据 根据 按照 规定 流程 步骤 程序 怎么 怎么办 多久 时间 首先 然后 接着 之后 以后 最后 另外 还有 以及 包括 如果 或者 这件 这个 这项 这些 下面 以下
上面 提交 交到 递交 填写 拿到 领取 收到 大家 自己 有关 情况 事情 事项 办法 网上 网址 点击 打开 窗口 工作 上班 前往 过去 就是 可以 想要 同时`
    .split(/\s+/)
    .filter(Boolean),
);

/** Single characters of the same kind. */
export const JOINING_CHARACTERS: ReadonlySet<string> = new Set(
  '您你请到去来要带打办先再后就也还和或与及并的了是在有为把向从由给让这那个些这件事项时候里上下拿交填找问看说写用对于跟以之其该后前按照',
);
