/** 通讯录: members and departments within the app's visible range (document/path/90196, 95350). */
import { apiError, apiOk, type Api, type ApiRequest, type ApiResult } from '../api.ts';
import type { Member } from '../member.ts';
import { listed } from '../settings.ts';
import type { World } from '../world.ts';

const ROOT = 1;

export interface Departments {
  members(): Promise<(Member & { department: number })[]>;
  list(): Promise<{ id: number; name: string; parentid: number }[]>;
}

/** The units of the directory under one root, numbered in the order of their names. */
export function createDepartments(directory: () => Promise<Member[]>): Departments {
  const unitsOf = (members: readonly Member[]): string[] =>
    [...new Set(members.flatMap(({ unit }) => unit ?? []))].sort();
  return {
    async members() {
      const members = await directory();
      const units = unitsOf(members);
      return members.map((one) => ({
        ...one,
        department: one.unit ? units.indexOf(one.unit) + ROOT + 1 : ROOT,
      }));
    },
    async list() {
      const units = unitsOf(await directory());
      return [
        { id: ROOT, name: '县政务', parentid: 0 },
        ...units.map((name, i) => ({ id: i + ROOT + 1, name, parentid: ROOT })),
      ];
    },
  };
}

export function createDirectoryApis(world: World, departments: Departments): Api[] {
  const user = async ({ query }: ApiRequest): Promise<ApiResult> => {
    const wanted = query.get('userid') ?? '';
    const found = (await departments.members()).find(
      ({ userid }) => userid.toLowerCase() === wanted.toLowerCase(),
    );
    if (!found) return apiError(60111, 'userid not found');
    if (listed(world.settings.hidden, found.userid))
      return apiError(60011, 'no privilege to access/modify contact/party/agent');
    const { userid, name, title = '', department } = found;
    // Apps made since 2022-06-20 are told no mobile, mail or picture (document/path/96260).
    return apiOk({
      userid,
      name,
      department: [department],
      position: title,
      status: 1,
      main_department: department,
    });
  };
  const users = async ({ query }: ApiRequest): Promise<ApiResult> => {
    const id = Number(query.get('department_id'));
    if (!(await departments.list()).some((one) => one.id === id))
      return apiError(60003, 'department not found');
    const members = await departments.members();
    return apiOk({
      userlist: members
        .filter(({ userid, department }) => department === id && !listed(world.settings.hidden, userid))
        .map(({ userid, name, department }) => ({ userid, name, department: [department] })),
    });
  };
  const listDepartments = async (): Promise<ApiResult> =>
    apiOk({
      department_id: (await departments.list()).map(({ id, parentid }) => ({ id, parentid, order: id })),
    });
  const department = async ({ query }: ApiRequest): Promise<ApiResult> => {
    const found = (await departments.list()).find(({ id }) => String(id) === query.get('id'));
    return found ? apiOk({ department: found }) : apiError(60003, 'department not found');
  };
  return [
    { path: '/cgi-bin/user/get', apps: ['app'], handle: user },
    { path: '/cgi-bin/user/simplelist', apps: ['app'], handle: users },
    { path: '/cgi-bin/department/simplelist', apps: ['app'], handle: listDepartments },
    { path: '/cgi-bin/department/get', apps: ['app'], handle: department },
    {
      path: '/cgi-bin/department/list',
      apps: ['app'],
      handle: async () => apiOk({ department: await departments.list() }),
    },
    {
      path: '/cgi-bin/agent/get',
      apps: ['app'],
      handle: async () =>
        apiOk({
          name: '阳光',
          close: world.settings.appEnabled ? 0 : 1,
          allow_userinfos: {
            user: (await departments.members())
              .filter(({ userid }) => !listed(world.settings.hidden, userid))
              .map(({ userid }) => ({ userid })),
          },
        }),
    },
  ];
}
