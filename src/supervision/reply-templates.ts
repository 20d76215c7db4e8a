/** 回复模板: what staff most often write to an author, in plain words, to start from. Nothing is sent as it stands unread. */
import type { Action } from './lifecycle.ts';

export interface ReplyTemplate {
  id: string;
  action: Action;
  /** As it stands in the list. */
  name: string;
  text: string;
}

/** 〔…〕 is filled in by whoever sends it. */
export const REPLY_TEMPLATES: readonly ReplyTemplate[] = [
  {
    id: 'received',
    action: 'reply',
    name: '收到补充',
    text: '您补充的情况收到了,已经放进这一件里,办理时会一起核实。',
  },
  {
    id: 'underway',
    action: 'reply',
    name: '正在核实',
    text: '您反映的事正在核实。〔已经做了什么〕。有了结果马上告诉您,最晚不超过办理期限。',
  },
  {
    id: 'visit',
    action: 'reply',
    name: '约当面说',
    text: '想请您当面说说情况。时间:〔〕。地点:〔〕。不方便来,直接在这里写也一样。',
  },
  {
    id: 'when-where',
    action: 'ask',
    name: '问时间地点',
    text: '请补充两点:事情是哪一天、在哪里发生的?当时办事的是哪个窗口或哪位工作人员?',
  },
  {
    id: 'evidence',
    action: 'ask',
    name: '问凭据',
    text: '手上如果有收据、通知、照片,请直接发图片给我。没有也不要紧,请写清楚钱数、日期。',
  },
  {
    id: 'true',
    action: 'close',
    name: '情况属实,已改',
    text: '经核实,您反映的情况属实。〔单位〕已经〔改了什么〕,并向您道歉。',
  },
  {
    id: 'partly',
    action: 'close',
    name: '部分属实',
    text: '经核实,〔哪一点〕属实,已经〔怎么改〕;〔哪一点〕与规定相符,依据是〔文件和条款〕。',
  },
  {
    id: 'explained',
    action: 'close',
    name: '解释说明',
    text: '经核实,这件事按〔文件和条款〕办理,办法是〔〕。您还可以〔下一步怎么办〕。',
  },
  {
    id: 'court',
    action: 'decline',
    name: '已在法院',
    text: '这件事法院已经受理或判决,要由法院依法处理,这里不能重复办理。可以问承办法官,或拨打 12368。',
  },
  {
    id: 'review',
    action: 'decline',
    name: '应走行政复议',
    text: '您不服的是一个行政决定,可以从收到之日起 60 日内申请行政复议。县司法局行政复议窗口收材料。',
  },
  {
    id: 'elsewhere',
    action: 'decline',
    name: '不归本县管',
    text: '这件事归〔机关〕管,电话〔〕。我们不能代为受理,请直接向它反映。',
  },
];
