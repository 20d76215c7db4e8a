/** The flows a citizen can begin, by name: complaint, request and what follows it, comment, 我的事项, 我的数据, praise … */
import type { Comments } from '../participation/comments.ts';
import type { Hearings } from '../participation/hearings.ts';
import type { Requests } from '../participation/requests.ts';
import type { Consents } from '../people/consents.ts';
import type { Db } from '../store/database.ts';
import type { Supervision } from '../supervision/complaints.ts';
import { createCommentFlow } from './flows/comment.ts';
import { createComplaintFlow } from './flows/complaint.ts';
import type { Flow } from './flows/flow.ts';
import { createHearingFlow } from './flows/hearing.ts';
import { createMatterFlow } from './flows/matter.ts';
import { createMattersFlow, type MatterSource } from './flows/matters.ts';
import { createMyDataFlow, type MyDataDeps } from './flows/my-data.ts';
import { createRequestFollowFlow } from './flows/request-follow.ts';
import { createRequestFlow } from './flows/request.ts';
import { createWrongAnswerFlow, type WrongAnswerDeps } from './flows/wrong-answer.ts';
import { createVoiceFlow } from './flows/voice.ts';

export interface FlowDeps {
  db: Db;
  supervision: Supervision;
  requests: Requests;
  comments: Comments;
  hearings: Hearings;
  consents: Consents;
  myData: MyDataDeps;
  /** 答得不对 */
  wrongAnswer: WrongAnswerDeps;
  /** 我的事项: each room's part of a citizen's list. */
  matters: readonly MatterSource[];
}

export function createFlows(deps: FlowDeps): ReadonlyMap<string, Flow> {
  const { db, supervision, requests, comments, hearings } = deps;
  const complaint = createComplaintFlow(supervision, db);
  const flows = [
    complaint,
    createMatterFlow(supervision),
    createRequestFlow(requests, deps.consents, complaint as Flow),
    createRequestFollowFlow(requests),
    createMattersFlow(deps.matters),
    createMyDataFlow(deps.myData),
    createCommentFlow(comments, db),
    createHearingFlow(hearings, db),
    createWrongAnswerFlow(deps.wrongAnswer),
    createVoiceFlow('suggestion', supervision),
    createVoiceFlow('praise', supervision),
    createVoiceFlow('emergency', supervision),
  ];
  return new Map(flows.map((flow) => [flow.name, flow as Flow]));
}
